package dev.jera.model;

import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** {@link GradientCheck} of a model with one output, at values that the test chooses. */
public final class GradientCheckAt {
  private GradientCheckAt() {}

  /**
   * Checks it as it is built for training.
   *
   * @param values of each input, as many examples as they fill, then of each weight
   */
  public static void check(Model model, float[]... values) {
    NativeSettings.ensureLoaded();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      List<Variable<TFloat32>> weights = model.createVariables(tf, new Variables(tf), 1);
      List<Operand<TFloat32>> points = new ArrayList<>();
      List<Shape> shapes = new ArrayList<>();
      for (Model.Port port : model.inputs()) {
        Input input = (Input) model.node(port).layer();
        long examples = values[points.size()].length / input.shape().size();
        points.add(tf.placeholder(TFloat32.class, Placeholder.shape(input.batchShape())));
        shapes.add(Shape.of(examples).append(input.shape()));
      }
      Randomness randomness = new Randomness(5, tf.constant(3L));
      BuiltModel built = model.build(tf, weights, List.copyOf(points), Optional.of(randomness));
      for (Variable<TFloat32> weight : weights) {
        points.add(weight.value());
        shapes.add(weight.shape());
      }
      GradientCheck.check(built.output(), points, Arrays.asList(values), shapes);
    }
  }
}
