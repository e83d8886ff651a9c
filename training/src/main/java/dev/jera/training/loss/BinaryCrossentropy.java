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
 * {@code -label * log(p) - (1 - label) * log(1 - p)}: cross-entropy for labels that hold or not,
 * each beside the others, averaged over the last axis.
 *
 * <p>Predictions and labels [batch, ..., values], labels 0 to 1.
 *
 * <p>Probabilities are clipped to [1e-7, 1 - 1e-7], unless they come straight from a sigmoid: then
 * its logits are used, and nothing is clipped.
 *
 * @param predictions what the predictions stand for
 * @param labelSmoothing how far labels are drawn towards 0.5, 0 to 1: for 0.1 they become 0.05 and
 *     0.95
 * @see <a href="https://keras.io/api/losses/probabilistic_losses/#binarycrossentropy-class">Keras
 *     BinaryCrossentropy</a>
 */
@RecordBuilder
public record BinaryCrossentropy(Predictions predictions, double labelSmoothing)
    implements ElementwiseLoss, BinaryCrossentropyBuilder.With {

  /** Checks the smoothing. */
  public BinaryCrossentropy {
    Ranges.checkShare("labelSmoothing", labelSmoothing);
  }

  /** For a model that gives probabilities, without smoothing. */
  public static BinaryCrossentropy of() {
    return new BinaryCrossentropy(Predictions.PROBABILITIES, 0);
  }

  /** For a model that gives logits, without smoothing. */
  public static BinaryCrossentropy ofLogits() {
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
    return logits
        .map(given -> BinaryLosses.ofLogits(tf, targets, given))
        .orElseGet(() -> BinaryLosses.ofProbabilities(tf, targets, predictions));
  }
}
