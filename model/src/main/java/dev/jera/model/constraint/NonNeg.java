package dev.jera.model.constraint;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * No value is below 0; one that is becomes 0.
 *
 * @see <a href="https://keras.io/api/layers/constraints/#nonneg-class">Keras NonNeg</a>
 */
public record NonNeg() implements Constraint {

  /** The constraint. */
  public static NonNeg of() {
    return new NonNeg();
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Operand<TFloat32> weight) {
    return tf.nn.relu(weight);
  }
}
