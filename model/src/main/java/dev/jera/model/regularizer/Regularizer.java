package dev.jera.model.regularizer;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What the values of a weight, or of a layer's output, add to the loss.
 *
 * @see <a href="https://keras.io/api/layers/regularizers/">Keras regularizers</a>
 */
public interface Regularizer {

  /** Adds the ops; gives a scalar. */
  Operand<TFloat32> build(Ops tf, Operand<TFloat32> x);

  /** Adds nothing. */
  static Regularizer none() {
    return NoRegularizer.NONE;
  }
}
