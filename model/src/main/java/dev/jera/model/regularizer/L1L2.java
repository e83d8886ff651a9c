package dev.jera.model.regularizer;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code l1 * sum(|x|) + l2 * sum(x^2)}.
 *
 * @param l1 at least 0
 * @param l2 at least 0
 * @see <a href="https://keras.io/api/layers/regularizers/#l1l2-class">Keras L1L2</a>
 */
public record L1L2(double l1, double l2) implements Regularizer {

  /** Checks that both are finite and at least 0. */
  public L1L2 {
    L1.of(l1);
    L2.of(l2);
  }

  /** Both of them. */
  public static L1L2 of(double l1, double l2) {
    return new L1L2(l1, l2);
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Operand<TFloat32> x) {
    return tf.math.add(L1.of(l1).build(tf, x), L2.of(l2).build(tf, x));
  }
}
