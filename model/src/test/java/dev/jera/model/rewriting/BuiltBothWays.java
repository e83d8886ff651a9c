package dev.jera.model.rewriting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.model.BuiltModel;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Randomness;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import dev.jera.runtime.gradient.Gradients;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A model built as it was described and as it was rewritten, over the same variables and inputs: do
 * both give the same?
 */
final class BuiltBothWays {
  /** Of the greatest value: sums of some thousand float32 products in another order. */
  static final double TOLERANCE = 2e-6;

  private static final int BATCH = 5;

  static {
    NativeSettings.ensureLoaded();
  }

  private BuiltBothWays() {}

  /** Checks outputs and updates of both builds, and the gradients by inputs and weights. */
  static void assertSame(Model model, Rewriting rewriting) {
    assertSame(model, rewriting, BATCH);
  }

  /** The same, of this many examples. */
  static void assertSame(Model model, Rewriting rewriting, int batch) {
    for (boolean training : new boolean[] {true, false}) {
      try (Graph graph = new Graph()) {
        Ops tf = Ops.create(graph);
        Variables variables = new Variables(tf);
        List<Variable<TFloat32>> weights = model.createVariables(tf, variables, 1);
        List<Operand<TFloat32>> inputs = inputs(tf, model, batch);
        Optional<Randomness> randomness =
            training ? Optional.of(new Randomness(5, tf.constant(3L))) : Optional.empty();
        List<Operand<TFloat32>> described =
            values(tf, model.build(tf, weights, inputs, randomness), weights, inputs);
        List<Operand<TFloat32>> rewritten =
            values(tf, rewriting.build(model, tf, weights, inputs, randomness), weights, inputs);
        try (Session session = new Session(graph)) {
          variables.initialize(session);
          compare(session, described, rewritten, model + ", " + rewriting);
        }
      }
    }
  }

  private static List<Operand<TFloat32>> inputs(Ops tf, Model model, int batch) {
    List<Operand<TFloat32>> inputs = new ArrayList<>();
    for (Input input : model.inputLayers()) {
      int[] shape = new int[input.shape().numDimensions() + 1];
      shape[0] = batch;
      for (int axis = 1; axis < shape.length; axis++) {
        shape[axis] = (int) input.shape().get(axis - 1);
      }
      long[] seed = {7, inputs.size()};
      inputs.add(tf.random.statelessRandomNormal(tf.constant(shape), tf.constant(seed)));
    }
    return inputs;
  }

  private static List<Operand<TFloat32>> values(
      Ops tf, BuiltModel built, List<Variable<TFloat32>> weights, List<Operand<TFloat32>> inputs) {
    List<Operand<TFloat32>> values = new ArrayList<>(built.outputs());
    values.addAll(built.updates().values());
    List<Operand<TFloat32>> terms = new ArrayList<>(built.losses());
    for (Operand<TFloat32> output : built.outputs()) {
      Operand<TFloat32> flat = tf.reshape(output, tf.array(-1));
      terms.add(tf.reduceSum(tf.math.square(flat), tf.constant(0)));
    }
    Operand<TFloat32> loss = tf.math.addN(terms);
    values.add(loss);
    List<Operand<TFloat32>> wanted = new ArrayList<>(inputs);
    weights.stream().filter(Variable::trainable).map(Variable::value).forEach(wanted::add);
    wanted.removeIf(each -> !Gradients.dependsOn(loss, each));
    values.addAll(Gradients.add(loss, wanted));
    return values;
  }

  private static void compare(
      Session session,
      List<Operand<TFloat32>> described,
      List<Operand<TFloat32>> rewritten,
      String what) {
    assertThat(rewritten).hasSameSizeAs(described);
    Session.Runner runner = session.runner();
    described.forEach(runner::fetch);
    rewritten.forEach(runner::fetch);
    try (Result result = runner.run()) {
      for (int i = 0; i < described.size(); i++) {
        Shape shape = result.get(i).shape();
        assertThat(result.get(described.size() + i).shape()).as(what).isEqualTo(shape);
        float[] expected = Tensors.toFloats(result.get(i));
        float[] actual = Tensors.toFloats(result.get(described.size() + i));
        assertThat(distance(expected, actual)).as("value %s of %s", i, what).isLessThan(TOLERANCE);
      }
    }
  }

  /** The greatest difference, as a share of the greatest value. */
  private static double distance(float[] expected, float[] actual) {
    double greatest = Float.MIN_NORMAL;
    double distance = 0;
    for (int i = 0; i < expected.length; i++) {
      greatest = Math.max(greatest, Math.abs(expected[i]));
      distance = Math.max(distance, Math.abs((double) expected[i] - actual[i]));
    }
    return distance / greatest;
  }
}
