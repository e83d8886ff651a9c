package dev.jera.training.metric;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import dev.jera.training.loss.Predictions;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * The area under a curve of a classifier with two classes, by thresholds at even distances; 0 where
 * nothing is positive or, for ROC, nothing negative, as in Keras.
 *
 * <p>Predictions and labels [batch, ...], of one shape but for an axis of size 1 at the end; every
 * value counts. Labels are 0 or 1, and anything else than 0 is positive. Probabilities beyond 0 and
 * 1 count as 0 and 1.
 *
 * <p>Under ROC the exact area is the share of pairs of a positive and a negative whose positive has
 * the greater prediction, ties counted half. Here, two predictions with no threshold between them
 * are a tie. So the error is at most half the share of such pairs, {@code sum(p[i] * n[i]) / (2 * P
 * * N)}, p and n the positives and negatives between two thresholds, P and N all of them: for
 * evenly spread predictions 1 / 398 with 200 thresholds, but up to 0.5 where all predictions lie
 * close together. More thresholds make it smaller. Under PR the curve between two thresholds is
 * that of Davis and Goadrich (2006), as Keras' {@code interpolation} has it.
 *
 * @param name its name in a History
 * @param curve which
 * @param numThresholds how many, at least 2: 0, 1 and those between
 * @param predictions what the predictions stand for; logits go through a sigmoid first
 * @see <a href="https://keras.io/api/metrics/classification_metrics/#auc-class">Keras AUC</a>
 */
@RecordBuilder
public record AUC(String name, Curve curve, int numThresholds, Predictions predictions)
    implements Metric, AUCBuilder.With {
  private static final String POSITIVES = "positives";
  private static final String NEGATIVES = "negatives";

  /** What the area is under. */
  public enum Curve {
    /** The share of positives found, over the share of negatives taken for positive. */
    ROC,
    /** Precision over recall. */
    PR
  }

  /** Checks the name and the range. */
  public AUC {
    Names.check(name);
    checkArgument(numThresholds >= 2, "numThresholds: %s (expected: >= 2)", numThresholds);
  }

  /** ROC, for a model that gives probabilities, with 200 thresholds; named {@code auc}. */
  public static AUC of() {
    return of(Curve.ROC);
  }

  /** For a model that gives probabilities, with 200 thresholds; named {@code auc}. */
  public static AUC of(Curve curve) {
    return new AUC("auc", curve, 200, Predictions.PROBABILITIES);
  }

  @Override
  public Map<String, Operand<? extends TNumber>> build(MetricScope scope) {
    Ops tf = scope.tf();
    Operand<TBool> labels = tf.dtypes.cast(LabelForms.likePredictions(name, scope), TBool.class);
    Operand<TFloat64> positive = tf.dtypes.cast(labels, TFloat64.class);
    Operand<TFloat64> weights = Sums.weights(scope, scope.predictions());
    Operand<TFloat64> positives = tf.math.mul(weights, positive);
    Operand<TInt64> buckets = buckets(scope);
    int size = numThresholds - 1;
    return ImmutableMap.of(
        POSITIVES, Sums.byBucket(tf, buckets, positives, size),
        NEGATIVES, Sums.byBucket(tf, buckets, tf.math.sub(weights, positives), size));
  }

  /** Between which thresholds: bucket i is above threshold i and not above threshold i + 1. */
  private Operand<TInt64> buckets(MetricScope scope) {
    Ops tf = scope.tf();
    Operand<TFloat64> given = tf.dtypes.cast(scope.predictions(), TFloat64.class);
    Operand<TFloat64> probabilities =
        predictions == Predictions.LOGITS ? tf.math.sigmoid(given) : given;
    double last = numThresholds - 1;
    // The first threshold lies just below 0, so that every prediction is above it.
    Operand<TFloat64> above =
        tf.math.sub(tf.math.ceil(tf.math.mul(probabilities, tf.constant(last))), tf.constant(1.0));
    return tf.dtypes.cast(
        tf.clipByValue(above, tf.constant(0.0), tf.constant(last - 1)), TInt64.class);
  }

  @Override
  public double result(MetricSums sums) {
    double[] positives = sums.array(POSITIVES);
    double[] negatives = sums.array(NEGATIVES);
    double truePositives = 0;
    double falsePositives = 0;
    double area = 0;
    for (int bucket = positives.length - 1; bucket >= 0; bucket--) {
      double p = positives[bucket];
      double n = negatives[bucket];
      area +=
          switch (curve) {
            case ROC -> n * (truePositives + p / 2);
            case PR -> underPrecision(truePositives, falsePositives, p, n);
          };
      truePositives += p;
      falsePositives += n;
    }
    return switch (curve) {
      case ROC -> Sums.share(area, truePositives * falsePositives);
      case PR -> Sums.share(area, truePositives);
    };
  }

  /**
   * The integral of precision over the true positives from {@code tp} to {@code tp + p}, while the
   * false ones go from {@code fp} to {@code fp + n} at an even pace.
   */
  private static double underPrecision(double tp, double fp, double p, double n) {
    if (p == 0) {
      return 0;
    }
    double slope = p / (p + n);
    double before = tp + fp;
    double intercept = tp - slope * before;
    double growth = before > 0 ? Math.log1p((p + n) / before) : 0;
    return slope * (p + intercept * growth);
  }
}
