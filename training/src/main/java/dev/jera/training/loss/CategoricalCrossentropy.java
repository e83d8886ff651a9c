package dev.jera.training.loss;

import dev.jera.runtime.Ranges;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * {@code -sum(label * log(p))}: cross-entropy for labels that are distributions, such as one-hot.
 *
 * <p>Predictions and labels [batch, ..., classes], labels 0 to 1, losses [batch, ...].
 *
 * <p>Probabilities are made to add up to 1 and clipped to [1e-7, 1 - 1e-7], unless they come
 * straight from a softmax: then its logits are used, and nothing is clipped.
 *
 * @param predictions what the predictions stand for
 * @param labelSmoothing how far labels are drawn towards 1 / classes, 0 to 1: for 0.1 and 5 classes
 *     one-hot labels become 0.02 and 0.92
 * @see <a
 *     href="https://keras.io/api/losses/probabilistic_losses/#categoricalcrossentropy-class">Keras
 *     CategoricalCrossentropy</a>
 */
@RecordBuilder
public record CategoricalCrossentropy(Predictions predictions, double labelSmoothing)
    implements PairedLoss, CategoricalCrossentropyBuilder.With {

  /** Checks the smoothing. */
  public CategoricalCrossentropy {
    Ranges.checkShare("labelSmoothing", labelSmoothing);
  }

  /** For a model that gives probabilities, without smoothing. */
  public static CategoricalCrossentropy of() {
    return new CategoricalCrossentropy(Predictions.PROBABILITIES, 0);
  }

  /** For a model that gives logits, without smoothing. */
  public static CategoricalCrossentropy ofLogits() {
    return of().withPredictions(Predictions.LOGITS);
  }

  @Override
  public Shape labelShape(Shape predictions) {
    Crossentropies.checkPredictions(predictions);
    return predictions;
  }

  @Override
  public void checkLabels(NdArray<?> labels, Shape predictions) {
    LabelRange.CLASS_PROBABILITIES.check(labels, predictions);
  }

  @Override
  public Operand<TFloat32> build(
      Ops tf, Operand<? extends TNumber> labels, Operand<TFloat32> predictions) {
    Operand<TFloat32> targets =
        Crossentropies.smooth(
            tf,
            tf.dtypes.cast(labels, TFloat32.class),
            labelSmoothing,
            predictions.shape().get(-1));
    Optional<Operand<TFloat32>> logits =
        Crossentropies.logits(predictions, this.predictions, "Softmax");
    if (logits.isPresent()) {
      return ofLogits(tf, targets, logits.get());
    }
    Operand<TFloat32> logs = tf.math.log(Crossentropies.normalize(tf, predictions));
    return tf.math.neg(tf.reduceSum(tf.math.mul(targets, logs), tf.constant(-1)));
  }

  private static Operand<TFloat32> ofLogits(
      Ops tf, Operand<TFloat32> targets, Operand<TFloat32> logits) {
    Operand<TFloat32> losses =
        tf.nn
            .softmaxCrossEntropyWithLogits(
                Crossentropies.rows(tf, logits), Crossentropies.rows(tf, targets))
            .loss();
    int positions = logits.shape().numDimensions() - 1;
    return positions == 1
        ? losses
        : tf.reshape(losses, tf.slice(tf.shape(logits), tf.array(0), tf.array(positions)));
  }
}
