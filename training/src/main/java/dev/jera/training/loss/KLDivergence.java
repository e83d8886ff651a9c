package dev.jera.training.loss;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * {@code sum(label * log(label / prediction))} over the last axis: how far the predicted
 * distribution is from that of the labels.
 *
 * <p>Predictions and labels [batch, ..., classes], probabilities; losses [batch, ...]. Both are
 * clipped to [1e-7, 1].
 *
 * @see <a href="https://keras.io/api/losses/probabilistic_losses/#kldivergence-class">Keras
 *     KLDivergence</a>
 */
public record KLDivergence() implements PairedLoss {

  /** A Kullback-Leibler divergence. */
  public static KLDivergence of() {
    return new KLDivergence();
  }

  @Override
  public void checkLabels(NdArray<?> labels, Shape predictions) {
    LabelRange.CLASS_PROBABILITIES.check(labels, predictions);
  }

  @Override
  public Operand<TFloat32> build(
      Ops tf, Operand<? extends TNumber> labels, Operand<TFloat32> predictions) {
    Operand<TFloat32> p = clip(tf, tf.dtypes.cast(labels, TFloat32.class));
    Operand<TFloat32> logs = tf.math.log(tf.math.div(p, clip(tf, predictions)));
    return tf.reduceSum(tf.math.mul(p, logs), tf.constant(-1));
  }

  private static Operand<TFloat32> clip(Ops tf, Operand<TFloat32> probabilities) {
    return tf.clipByValue(probabilities, tf.constant(Crossentropies.EPSILON), tf.constant(1f));
  }

  @Override
  public Shape labelShape(Shape predictions) {
    Crossentropies.checkPredictions(predictions);
    return predictions;
  }
}
