package dev.jera.runtime.gradient;

import static dev.jera.runtime.gradient.Slopes.number;

import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;

/** Ops that give on what they get. */
final class PassingGradients {
  private PassingGradients() {}

  static List<Operand<?>> ensureShape(Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    return List.copyOf(gradients);
  }

  /** Checks the gradient too, as TensorFlow's Python library does. */
  static List<Operand<?>> checkNumerics(
      Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    String message = operation.attributes().getAttrString("message");
    return List.of(tf.debugging.checkNumerics(number(gradients.get(0)), "Gradient: " + message));
  }
}
