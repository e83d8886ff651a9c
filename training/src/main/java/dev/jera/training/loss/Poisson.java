package dev.jera.training.loss;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code prediction - label * log(prediction + 1e-7)}, averaged over the last axis: what is least
 * for the rate that counts come with.
 *
 * <p>Predictions and labels [batch, ..., values], of one shape, labels at least 0. Predictions must
 * be above 0, as softplus or exponential gives them: the loss of others is NaN.
 *
 * @see <a href="https://keras.io/api/losses/probabilistic_losses/#poisson-class">Keras Poisson</a>
 */
public record Poisson() implements ElementwiseLoss {

  /** A Poisson loss. */
  public static Poisson of() {
    return new Poisson();
  }

  @Override
  public void checkLabels(NdArray<?> labels, Shape predictions) {
    LabelRange.COUNTS.check(labels, predictions);
  }

  @Override
  public Operand<TFloat32> values(Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions) {
    Operand<TFloat32> logs =
        tf.math.log(tf.math.add(predictions, tf.constant(Crossentropies.EPSILON)));
    return tf.math.sub(predictions, tf.math.mul(labels, logs));
  }
}
