package dev.jera.model.layer.convolution;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** One dimension within two: steps as the pixels of an image that is one pixel high. */
final class OneRow {
  private OneRow() {}

  /** Makes [batch, 1, steps, channels] of [batch, steps, channels]. */
  static Operand<TFloat32> of(Ops tf, Operand<TFloat32> x) {
    return tf.reshape(x, tf.array(-1, 1, x.shape().get(1), x.shape().get(2)));
  }

  /** Makes [1, size, ...] of a kernel [size, ...]. */
  static Operand<TFloat32> kernel(Ops tf, Operand<TFloat32> kernel) {
    return tf.reshape(kernel, tf.array(Shape.of(1).append(kernel.shape()).asArray()));
  }

  /** Makes [batch, steps, channels] of [batch, 1, steps, channels]. */
  static Operand<TFloat32> steps(Ops tf, Operand<TFloat32> row) {
    return tf.reshape(row, tf.array(-1, row.shape().get(2), row.shape().get(3)));
  }
}
