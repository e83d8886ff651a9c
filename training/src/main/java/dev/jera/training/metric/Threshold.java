package dev.jera.training.metric;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.training.loss.Predictions;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * Positive where the probability is above a threshold, each value on its own: for one sigmoid
 * output, or for labels that may hold together.
 *
 * @param probability 0 to 1; not itself above
 * @param predictions what the predictions stand for; logits are compared with {@code ln(probability
 *     / (1 - probability))}, which is 0 for 0.5
 */
public record Threshold(double probability, Predictions predictions) implements Decision {

  /** Checks the range. */
  public Threshold {
    checkArgument(
        probability >= 0 && probability <= 1, "threshold: %s (expected: 0 to 1)", probability);
  }

  /** Above 0.5, for a model that gives probabilities. */
  public static Threshold of() {
    return of(0.5);
  }

  /** Above this, for a model that gives probabilities. */
  public static Threshold of(double probability) {
    return new Threshold(probability, Predictions.PROBABILITIES);
  }

  /** A probability above 0.5, for a model that gives logits: a logit above 0. */
  public static Threshold ofLogits() {
    return ofLogits(0.5);
  }

  /** A probability above this, for a model that gives logits. */
  public static Threshold ofLogits(double probability) {
    return new Threshold(probability, Predictions.LOGITS);
  }

  @Override
  public Operand<TBool> positives(Ops tf, Operand<TFloat32> predictions) {
    double bound =
        this.predictions == Predictions.LOGITS
            ? Math.log(probability) - Math.log1p(-probability)
            : probability;
    return tf.math.greater(predictions, tf.constant((float) bound));
  }
}
