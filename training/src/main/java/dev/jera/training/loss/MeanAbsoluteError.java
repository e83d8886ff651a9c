package dev.jera.training.loss;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code |label - prediction|}, averaged over the last axis.
 *
 * <p>Predictions and labels [batch, ..., values], of one shape.
 *
 * @see <a href="https://keras.io/api/losses/regression_losses/#meanabsoluteerror-class">Keras
 *     MeanAbsoluteError</a>
 */
public record MeanAbsoluteError() implements ElementwiseLoss {

  /** A mean absolute error. */
  public static MeanAbsoluteError of() {
    return new MeanAbsoluteError();
  }

  @Override
  public Operand<TFloat32> values(Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions) {
    return tf.math.abs(tf.math.sub(predictions, labels));
  }
}
