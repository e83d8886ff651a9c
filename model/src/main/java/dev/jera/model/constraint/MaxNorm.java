package dev.jera.model.constraint;

import dev.jera.model.layer.Numbers;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Vectors that are longer than a maximum are shortened to it.
 *
 * @param maxValue the greatest length, above 0
 * @param axis along which axes a weight's vectors lie: [0] for the kernel of a Dense layer, a
 *     vector for each unit; [0, 1, 2] for that of a Conv2D layer, a vector for each filter
 * @see <a href="https://keras.io/api/layers/constraints/#maxnorm-class">Keras MaxNorm</a>
 */
public record MaxNorm(double maxValue, List<Integer> axis) implements Constraint {

  /** Checks the maximum and the axes. */
  public MaxNorm {
    Numbers.checkPositive("maxValue", maxValue);
    axis = Norms.checkAxis(axis);
  }

  /** This maximum (Keras' default is 2) for vectors along axis 0. */
  public static MaxNorm of(double maxValue) {
    return new MaxNorm(maxValue, List.of(0));
  }

  /** The same maximum along other axes. */
  public MaxNorm withAxis(List<Integer> axis) {
    return new MaxNorm(maxValue, axis);
  }

  @Override
  public void checkShape(Shape shape) {
    Norms.checkShape(shape, axis);
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Operand<TFloat32> weight) {
    Operand<TFloat32> norms = Norms.build(tf, weight, axis);
    Operand<TFloat32> desired = tf.math.minimum(norms, tf.constant((float) maxValue));
    Operand<TFloat32> factor = tf.math.div(desired, tf.math.add(norms, tf.constant(Norms.EPSILON)));
    return tf.math.mul(weight, factor);
  }
}
