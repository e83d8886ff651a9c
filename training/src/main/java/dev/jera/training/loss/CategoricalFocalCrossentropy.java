package dev.jera.training.loss;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Doubles;
import com.google.common.primitives.Floats;
import dev.jera.runtime.Ranges;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * {@code -sum(alpha * (1 - p)^gamma * label * log(p))}: {@link CategoricalCrossentropy} in which
 * what is already told apart counts little (Lin et al., 2017).
 *
 * <p>Predictions and labels [batch, ..., classes], labels 0 to 1, losses [batch, ...].
 *
 * <p>Probabilities, those of logits too, are made to add up to 1 and clipped to [1e-7, 1 - 1e-7]:
 * an example that is wrong beyond that has no gradient, as in Keras.
 *
 * @param predictions what the predictions stand for
 * @param alpha the weight of each class, or one for all, at least 0
 * @param gamma how little the easy ones count, at least 0, where all count the same
 * @param labelSmoothing how far labels are drawn towards 1 / classes, 0 to 1
 * @see <a
 *     href="https://keras.io/api/losses/probabilistic_losses/#categoricalfocalcrossentropy-class">Keras
 *     CategoricalFocalCrossentropy</a>
 */
@RecordBuilder
public record CategoricalFocalCrossentropy(
    Predictions predictions, List<Double> alpha, double gamma, double labelSmoothing)
    implements PairedLoss, CategoricalFocalCrossentropyBuilder.With {

  /** Checks the ranges and copies the list. */
  public CategoricalFocalCrossentropy {
    alpha = List.copyOf(alpha);
    checkArgument(!alpha.isEmpty(), "alpha: [] (expected: a weight, or one for each class)");
    alpha.forEach(weight -> Ranges.checkNotNegative("alpha", weight));
    Ranges.checkNotNegative("gamma", gamma);
    Ranges.checkShare("labelSmoothing", labelSmoothing);
  }

  /** For a model that gives probabilities: alpha 0.25, gamma 2, no smoothing. */
  public static CategoricalFocalCrossentropy of() {
    return new CategoricalFocalCrossentropy(Predictions.PROBABILITIES, List.of(0.25), 2, 0);
  }

  /** The same for a model that gives logits. */
  public static CategoricalFocalCrossentropy ofLogits() {
    return of().withPredictions(Predictions.LOGITS);
  }

  /** The same with these weights: one for all classes, or one for each. */
  public CategoricalFocalCrossentropy withAlpha(double... alpha) {
    return withAlpha(Doubles.asList(alpha));
  }

  @Override
  public Shape labelShape(Shape predictions) {
    Crossentropies.checkPredictions(predictions);
    checkArgument(
        alpha.size() == 1 || alpha.size() == predictions.get(-1),
        "alpha: %s weights (expected: 1, or 1 for each of %s classes)",
        alpha.size(),
        predictions.get(-1));
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
    Operand<TFloat32> given =
        this.predictions == Predictions.LOGITS ? tf.nn.softmax(predictions) : predictions;
    Operand<TFloat32> p = Crossentropies.normalize(tf, given);
    Operand<TFloat32> focus =
        tf.math.pow(BinaryLosses.complement(tf, p), tf.constant((float) gamma));
    Operand<TFloat32> weights = tf.math.mul(focus, tf.constant(Floats.toArray(alpha)));
    Operand<TFloat32> terms = tf.math.mul(weights, tf.math.mul(targets, tf.math.log(p)));
    return tf.math.neg(tf.reduceSum(terms, tf.constant(-1)));
  }
}
