package dev.jera.training.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.training.MetricRun;
import dev.jera.training.loss.Predictions;
import dev.jera.training.metric.AUC.Curve;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;

class AUCTest {
  private static final int EXAMPLES = 300;

  /** Labels, predictions that know something of them, and weights. */
  private static final class Data {
    final int[] labels = new int[EXAMPLES];
    final float[] predictions = new float[EXAMPLES];
    final float[] weights = new float[EXAMPLES];

    Data(long seed) {
      Random random = new Random(seed);
      for (int i = 0; i < EXAMPLES; i++) {
        labels[i] = random.nextInt(3) == 0 ? 1 : 0;
        double logit = random.nextGaussian() + labels[i];
        predictions[i] = (float) (1 / (1 + Math.exp(-logit)));
        weights[i] = random.nextInt(5) * 0.5f;
      }
    }

    MetricRun run() {
      return MetricRun.of(NdArrays.vectorOf(labels), NdArrays.vectorOf(predictions))
          .weighted(weights);
    }

    /** Keras' formulas, with the counts at every threshold found one by one. */
    double keras(Curve curve, int thresholds) {
      double[] tp = new double[thresholds];
      double[] fp = new double[thresholds];
      double positives = 0;
      double negatives = 0;
      for (int i = 0; i < EXAMPLES; i++) {
        positives += weights[i] * labels[i];
        negatives += weights[i] * (1 - labels[i]);
        for (int t = 0; t < thresholds; t++) {
          double threshold = t / (thresholds - 1.0);
          threshold = t == 0 ? -1e-7 : t == thresholds - 1 ? 1 + 1e-7 : threshold;
          if (predictions[i] > threshold) {
            tp[t] += weights[i] * labels[i];
            fp[t] += weights[i] * (1 - labels[i]);
          }
        }
      }
      double area = 0;
      for (int t = 0; t < thresholds - 1; t++) {
        if (curve == Curve.ROC) {
          area += (fp[t] - fp[t + 1]) / negatives * (tp[t] + tp[t + 1]) / positives / 2;
        } else {
          double p0 = tp[t] + fp[t];
          double p1 = tp[t + 1] + fp[t + 1];
          double slope = p0 == p1 ? 0 : (tp[t] - tp[t + 1]) / (p0 - p1);
          double intercept = tp[t + 1] - slope * p1;
          double ratio = p0 > 0 && p1 > 0 ? p0 / p1 : 1;
          area += slope * (tp[t] - tp[t + 1] + intercept * Math.log(ratio)) / positives;
        }
      }
      return area;
    }

    /** The share of pairs in the right order, ties half; or of those in one bucket. */
    double pairs(int thresholds, boolean inOneBucket) {
      double right = 0;
      double all = 0;
      for (int i = 0; i < EXAMPLES; i++) {
        for (int j = 0; j < EXAMPLES; j++) {
          double weight = weights[i] * labels[i] * weights[j] * (1 - labels[j]);
          all += weight;
          if (inOneBucket) {
            right += weight * (bucket(i, thresholds) == bucket(j, thresholds) ? 1 : 0);
          } else {
            right += weight * (1 + Math.signum(predictions[i] - predictions[j])) / 2;
          }
        }
      }
      return right / all;
    }

    private int bucket(int example, int thresholds) {
      int bucket = 0;
      for (int t = 1; t < thresholds - 1; t++) {
        bucket += predictions[example] > t / (thresholds - 1.0) ? 1 : 0;
      }
      return bucket;
    }
  }

  /** The example of Keras' AUC. */
  @Test
  void areaIsThatOfKerasExample() {
    AUC metric = AUC.of().withNumThresholds(3);
    var run = MetricRun.of(NdArrays.vectorOf(0, 0, 1, 1), NdArrays.vectorOf(0, 0.5f, 0.3f, 0.9f));
    assertThat(run.of(metric)).isEqualTo(0.75);
    assertThat(run.weighted(1, 0, 0, 1).of(metric)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 17, 200})
  void areaIsKerasFormula(int thresholds) {
    Data data = new Data(thresholds);
    for (Curve curve : Curve.values()) {
      AUC metric = AUC.of(curve).withNumThresholds(thresholds);
      assertThat(data.run().inBatches(metric, 100, 1, 199))
          .isEqualTo(data.keras(curve, thresholds), within(1e-12));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 200, 5000})
  void theErrorIsAtMostHalfOfThePairsWithoutAThresholdBetween(int thresholds) {
    Data data = new Data(5);
    double area = data.run().of(AUC.of().withNumThresholds(thresholds));
    double exact = data.pairs(thresholds, false);
    double bound = data.pairs(thresholds, true) / 2;
    assertThat(area).isEqualTo(exact, within(bound + 1e-12));
  }

  @Test
  void manyThresholdsGiveTheExactArea() {
    Data data = new Data(6);
    double area = data.run().of(AUC.of().withNumThresholds(1_000_000));
    assertThat(area).isEqualTo(data.pairs(2, false), within(1e-4)).isGreaterThan(0.6);
  }

  @Test
  void logitsGoThroughASigmoid() {
    Data data = new Data(8);
    float[] logits = new float[EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) {
      logits[i] = (float) (Math.log(data.predictions[i]) - Math.log1p(-data.predictions[i]));
    }
    var run =
        MetricRun.of(NdArrays.vectorOf(data.labels), NdArrays.vectorOf(logits))
            .weighted(data.weights);
    assertThat(run.of(AUC.of().withPredictions(Predictions.LOGITS)))
        .isEqualTo(data.run().of(AUC.of()), within(1e-12));
  }

  @Test
  void whatIsBeyondZeroAndOneCountsAsThose() {
    var run = MetricRun.of(NdArrays.vectorOf(0, 0, 1, 1), NdArrays.vectorOf(-3, 0, 1, 7f));
    assertThat(run.of(AUC.of())).isEqualTo(1);
    var level = MetricRun.of(NdArrays.vectorOf(0, 1), NdArrays.vectorOf(1, 7f));
    assertThat(level.of(AUC.of())).isEqualTo(0.5);
  }

  @Test
  void onlyOneKindOfLabelsGivesZero() {
    var negatives = MetricRun.of(NdArrays.vectorOf(0, 0), NdArrays.vectorOf(0.1f, 0.6f));
    var positives = MetricRun.of(NdArrays.vectorOf(1, 1), NdArrays.vectorOf(0.1f, 0.6f));
    assertThat(negatives.of(AUC.of())).isZero();
    assertThat(negatives.of(AUC.of(Curve.PR))).isZero();
    assertThat(positives.of(AUC.of())).isZero();
    assertThat(positives.of(AUC.of(Curve.PR))).isEqualTo(1);
  }

  @Test
  void whatCannotBeMeasuredIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                MetricRun.of(NdArrays.vectorOf(0, 1), StdArrays.ndCopyOf(new float[2][3]))
                    .of(AUC.of()))
        .withMessageContaining("Metric 'auc': labels [?], predictions [?, 3] (expected: one shape");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AUC.of().withNumThresholds(1))
        .withMessage("numThresholds: 1 (expected: >= 2)");
    assertThat(AUC.of()).isEqualTo(new AUC("auc", Curve.ROC, 200, Predictions.PROBABILITIES));
    assertThat(
            MetricRun.of(NdArrays.ofInts(Shape.of(0)), NdArrays.ofFloats(Shape.of(0, 1)))
                .inBatches(AUC.of()))
        .isZero();
  }
}
