package dev.jera.training.loss;

import com.google.common.primitives.Floats;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.gradient.Gradients;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/** Runs losses. */
final class LossRuns {
  private LossRuns() {}

  /**
   * What a loss gives.
   *
   * @param shape the shape of the losses
   * @param losses the losses
   * @param gradient of their sum by the predictions, or by what these are made of
   */
  record Run(Shape shape, List<Float> losses, List<Float> gradient) {}

  static Run run(Loss loss, Shape shape, double[] labels, double[] predictions) {
    return run(loss, shape, labels, predictions, (tf, x) -> x);
  }

  /** Of predictions that come from an activation. */
  static Run run(
      Loss loss,
      Shape shape,
      double[] labels,
      double[] inputs,
      BiFunction<Ops, Operand<TFloat32>, Operand<TFloat32>> activation) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> x = constant(tf, floats(inputs), shape);
      Operand<TFloat32> losses =
          loss.build(tf, labels(tf, loss, shape, labels), activation.apply(tf, x));
      Operand<TFloat32> sum = tf.reduceSum(tf.reshape(losses, tf.array(-1)), tf.constant(0));
      Operand<TFloat32> gradient = Gradients.add(sum, List.of(x)).get(0);
      try (Session session = new Session(graph);
          var result = session.runner().fetch(losses).fetch(gradient).run()) {
        return new Run(
            result.get(0).shape(),
            Floats.asList(Tensors.toFloats(result.get(0))),
            Floats.asList(Tensors.toFloats(result.get(1))));
      }
    }
  }

  private static Operand<? extends TNumber> labels(
      Ops tf, Loss loss, Shape predictions, double[] labels) {
    Shape shape = loss.labelShape(predictions);
    return switch (loss.labelDtype()) {
      case INT32 ->
          tf.reshape(
              tf.constant(DoubleStream.of(labels).mapToInt(label -> (int) label).toArray()),
              tf.constant(shape.asArray()));
      default -> constant(tf, floats(labels), shape);
    };
  }

  private static Operand<TFloat32> constant(Ops tf, float[] values, Shape shape) {
    return tf.reshape(tf.constant(values), tf.constant(shape.asArray()));
  }

  private static float[] floats(double[] values) {
    return Floats.toArray(IntStream.range(0, values.length).mapToObj(i -> values[i]).toList());
  }
}
