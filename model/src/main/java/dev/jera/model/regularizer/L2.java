package dev.jera.model.regularizer;

import dev.jera.model.layer.Numbers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code l2 * sum(x^2)}.
 *
 * @param l2 at least 0
 * @see <a href="https://keras.io/api/layers/regularizers/#l2-class">Keras L2</a>
 */
public record L2(double l2) implements Regularizer {

  /** Checks that it is at least 0 and, doubled, finite. */
  public L2 {
    Numbers.checkNotNegative("l2", l2);
    Numbers.checkFinite("2 * l2", 2 * l2);
  }

  /** This factor; Keras' default is 0.01. */
  public static L2 of(double l2) {
    return new L2(l2);
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Operand<TFloat32> x) {
    // L2Loss halves.
    return tf.math.mul(tf.nn.l2Loss(x), tf.constant((float) (2 * l2)));
  }
}
