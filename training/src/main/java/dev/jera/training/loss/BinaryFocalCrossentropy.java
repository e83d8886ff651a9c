package dev.jera.training.loss;

import dev.jera.runtime.Ranges;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code (1 - q)^gamma * crossentropy} with q the probability of what is right: {@link
 * BinaryCrossentropy} in which what is already told apart counts little (Lin et al., 2017).
 *
 * <p>Predictions and labels [batch, ..., values], labels 0 to 1. Of logits, and of probabilities
 * that come straight from a sigmoid, nothing is clipped.
 *
 * @param predictions what the predictions stand for
 * @param applyClassBalancing whether losses are weighted, by alpha for label 1 and by 1 - alpha for
 *     label 0
 * @param alpha the weight of label 1, 0 to 1
 * @param gamma how little the easy ones count, at least 0, where all count the same
 * @param labelSmoothing how far labels are drawn towards 0.5, 0 to 1
 * @see <a
 *     href="https://keras.io/api/losses/probabilistic_losses/#binaryfocalcrossentropy-class">Keras
 *     BinaryFocalCrossentropy</a>
 */
@RecordBuilder
public record BinaryFocalCrossentropy(
    Predictions predictions,
    boolean applyClassBalancing,
    double alpha,
    double gamma,
    double labelSmoothing)
    implements ElementwiseLoss, BinaryFocalCrossentropyBuilder.With {

  /** Checks the ranges. */
  public BinaryFocalCrossentropy {
    Ranges.checkShare("alpha", alpha);
    Ranges.checkNotNegative("gamma", gamma);
    Ranges.checkShare("labelSmoothing", labelSmoothing);
  }

  /** For a model that gives probabilities: no balancing, alpha 0.25, gamma 2, no smoothing. */
  public static BinaryFocalCrossentropy of() {
    return new BinaryFocalCrossentropy(Predictions.PROBABILITIES, false, 0.25, 2, 0);
  }

  /** The same for a model that gives logits. */
  public static BinaryFocalCrossentropy ofLogits() {
    return of().withPredictions(Predictions.LOGITS);
  }

  @Override
  public void checkLabels(NdArray<?> labels, Shape predictions) {
    LabelRange.PROBABILITIES.check(labels, predictions);
  }

  @Override
  public Operand<TFloat32> values(Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions) {
    Operand<TFloat32> targets = Crossentropies.smooth(tf, labels, labelSmoothing, 2);
    Optional<Operand<TFloat32>> logits =
        Crossentropies.logits(predictions, this.predictions, "Sigmoid");
    Operand<TFloat32> focused =
        logits
            .map(x -> ofLogits(tf, targets, x))
            .orElseGet(() -> ofProbabilities(tf, targets, predictions));
    if (!applyClassBalancing) {
      return focused;
    }
    Operand<TFloat32> weights =
        BinaryLosses.mix(tf, targets, tf.constant((float) alpha), tf.constant((float) (1 - alpha)));
    return tf.math.mul(weights, focused);
  }

  private Operand<TFloat32> ofLogits(Ops tf, Operand<TFloat32> targets, Operand<TFloat32> x) {
    // Not 1 - sigmoid(x), which is 0 from 17 on.
    Operand<TFloat32> wrong =
        BinaryLosses.mix(tf, targets, tf.math.sigmoid(tf.math.neg(x)), tf.math.sigmoid(x));
    return focus(tf, wrong, BinaryLosses.ofLogits(tf, targets, x));
  }

  private Operand<TFloat32> ofProbabilities(
      Ops tf, Operand<TFloat32> targets, Operand<TFloat32> p) {
    Operand<TFloat32> wrong = BinaryLosses.mix(tf, targets, BinaryLosses.complement(tf, p), p);
    return focus(tf, wrong, BinaryLosses.ofProbabilities(tf, targets, p));
  }

  /** By the probability of what is wrong, kept from 0, where the slope of a power may be NaN. */
  private Operand<TFloat32> focus(
      Ops tf, Operand<TFloat32> wrong, Operand<TFloat32> crossentropies) {
    Operand<TFloat32> base = tf.math.maximum(wrong, tf.constant(Float.MIN_NORMAL));
    return tf.math.mul(tf.math.pow(base, tf.constant((float) gamma)), crossentropies);
  }
}
