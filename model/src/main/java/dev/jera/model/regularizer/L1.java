package dev.jera.model.regularizer;

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
    L1L2.of(l1, 0);
  }

  /** This factor; Keras' default is 0.01. */
  public static L1 of(double l1) {
    return new L1(l1);
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Operand<TFloat32> x) {
    return L1L2.of(l1, 0).build(tf, x);
  }
}
