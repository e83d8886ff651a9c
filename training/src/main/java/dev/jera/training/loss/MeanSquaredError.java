package dev.jera.training.loss;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code (label - prediction)^2}, averaged over the last axis.
 *
 * <p>Predictions and labels [batch, ..., values], of one shape.
 *
 * @see <a href="https://keras.io/api/losses/regression_losses/#meansquarederror-class">Keras
 *     MeanSquaredError</a>
 */
public record MeanSquaredError() implements ElementwiseLoss {

  /** A mean squared error. */
  public static MeanSquaredError of() {
    return new MeanSquaredError();
  }

  @Override
  public Operand<TFloat32> values(Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions) {
    return tf.math.squaredDifference(predictions, labels);
  }
}
