package dev.jera.training.loss;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code 100 * |label - prediction| / |label|}, averaged over the last axis.
 *
 * <p>Predictions and labels [batch, ..., values], of one shape. Labels nearer to 0 than 1e-7 divide
 * as 1e-7 does, which makes their loss very large.
 *
 * @see <a
 *     href="https://keras.io/api/losses/regression_losses/#meanabsolutepercentageerror-class">Keras
 *     MeanAbsolutePercentageError</a>
 */
public record MeanAbsolutePercentageError() implements ElementwiseLoss {

  /** A mean absolute percentage error. */
  public static MeanAbsolutePercentageError of() {
    return new MeanAbsolutePercentageError();
  }

  @Override
  public Operand<TFloat32> values(Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions) {
    Operand<TFloat32> divisors =
        tf.math.maximum(tf.math.abs(labels), tf.constant(Crossentropies.EPSILON));
    Operand<TFloat32> shares = tf.math.abs(tf.math.div(tf.math.sub(labels, predictions), divisors));
    return tf.math.mul(shares, tf.constant(100f));
  }
}
