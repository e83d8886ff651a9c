package dev.jera.training.loss;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code log(cosh(prediction - label))}, averaged over the last axis: nearly half the squared error
 * where it is small, and the absolute error where it is large.
 *
 * <p>Predictions and labels [batch, ..., values], of one shape.
 *
 * @see <a href="https://keras.io/api/losses/regression_losses/#logcosh-class">Keras LogCosh</a>
 */
public record LogCosh() implements ElementwiseLoss {

  /** A loss of this kind. */
  public static LogCosh of() {
    return new LogCosh();
  }

  @Override
  public Operand<TFloat32> values(Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions) {
    // cosh(x) = exp(x) * (1 + exp(-2 x)) / 2, whose logarithm never overflows.
    Operand<TFloat32> error = tf.math.sub(predictions, labels);
    Operand<TFloat32> rest = tf.math.softplus(tf.math.mul(error, tf.constant(-2f)));
    return tf.math.sub(tf.math.add(error, rest), tf.constant((float) Math.log(2)));
  }
}
