package dev.jera.model.regularizer;

import dev.jera.model.layer.Numbers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code l1 * sum(|x|)}.
 *
 * @param l1 at least 0
 * @see <a href="https://keras.io/api/layers/regularizers/#l1-class">Keras L1</a>
 */
public record L1(double l1) implements Regularizer {

  /** Checks that it is finite and at least 0. */
  public L1 {
    Numbers.checkNotNegative("l1", l1);
  }

  /** This factor; Keras' default is 0.01. */
  public static L1 of(double l1) {
    return new L1(l1);
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> flat = tf.reshape(x, tf.array(-1));
    Operand<TFloat32> sum = tf.reduceSum(tf.math.abs(flat), tf.constant(0));
    return tf.math.mul(sum, tf.constant((float) l1));
  }
}
