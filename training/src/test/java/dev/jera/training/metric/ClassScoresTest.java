package dev.jera.training.metric;

import static dev.jera.training.metric.Average.MACRO;
import static dev.jera.training.metric.Average.MICRO;
import static dev.jera.training.metric.Average.WEIGHTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.training.MetricRun;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;

/** Precision, recall and F1. */
class ClassScoresTest {
  private static final MetricRun BINARY =
      MetricRun.of(NdArrays.vectorOf(0, 1, 1, 1), NdArrays.vectorOf(1f, 0f, 1f, 1f));
  private static final int CLASSES = 4;

  /** The examples of Keras' Precision and Recall. */
  @Test
  void binaryScoresAreKeras() {
    assertThat(BINARY.of(Precision.of())).isEqualTo(2 / 3.0);
    assertThat(BINARY.of(Recall.of())).isEqualTo(2 / 3.0);
    assertThat(BINARY.weighted(0, 0, 1, 0).of(Precision.of())).isEqualTo(1);
    assertThat(BINARY.weighted(0, 0, 1, 0).of(Recall.of())).isEqualTo(1);
  }

  /** The example of Keras' F1Score, which gives [0.5, 0.8, 0.6666667] for the classes. */
  @Test
  void labelsThatHoldTogetherScoreClassByClass() {
    var run =
        MetricRun.of(
            StdArrays.ndCopyOf(new float[][] {{1, 1, 1}, {1, 0, 0}, {1, 1, 0}}),
            StdArrays.ndCopyOf(
                new float[][] {{0.2f, 0.6f, 0.7f}, {0.2f, 0.6f, 0.6f}, {0.6f, 0.8f, 0}}));
    F1Score each = F1Score.of();
    assertThat(run.of(each.withAveraging(OneClass.of(0)))).isEqualTo(0.5);
    assertThat(run.of(each.withAveraging(OneClass.of(1)))).isEqualTo(0.8);
    assertThat(run.of(each.withAveraging(OneClass.of(2)))).isEqualTo(2 / 3.0);
    assertThat(run.of(each.withAveraging(MACRO)))
        .isEqualTo((0.5 + 0.8 + 2 / 3.0) / 3, within(1e-15));
    assertThat(run.of(each.withAveraging(WEIGHTED)))
        .isEqualTo((3 * 0.5 + 2 * 0.8 + 2 / 3.0) / 6, within(1e-15));
    assertThat(run.of(each)).isEqualTo(2 * 4 / (6.0 + 6));
  }

  @Test
  void nothingPredictedOrNothingPositiveGivesZero() {
    var nothing = MetricRun.of(NdArrays.vectorOf(0, 0), NdArrays.vectorOf(0.1f, 0.5f));
    assertThat(nothing.of(Precision.of())).isZero();
    assertThat(nothing.of(Recall.of())).isZero();
    assertThat(nothing.of(F1Score.of())).isZero();
    assertThat(nothing.of(Precision.of(Threshold.of(0.4)))).isZero();
  }

  @Test
  void aLogitIsComparedWithThatOfTheThreshold() {
    var run = MetricRun.of(NdArrays.vectorOf(0, 1, 1), NdArrays.vectorOf(-0.5f, 0.5f, 2.5f));
    assertThat(run.of(Recall.of(Threshold.ofLogits()))).isEqualTo(1);
    assertThat(run.of(Recall.of(Threshold.ofLogits(0.9)))).isEqualTo(0.5);
    assertThat(run.of(Precision.of(Threshold.ofLogits(0.1)))).isEqualTo(2 / 3.0);
  }

  @Test
  void severalClassesScoreAsCountsByHandDo() {
    Random random = new Random(7);
    int examples = 60;
    int[] labels = random.ints(examples, 0, CLASSES - 1).toArray();
    float[] weights = new float[examples];
    float[][] predictions = new float[examples][CLASSES];
    float[][] oneHot = new float[examples][CLASSES];
    for (int i = 0; i < examples; i++) {
      weights[i] = random.nextInt(4) * 0.25f;
      oneHot[i][labels[i]] = 1;
      for (int c = 0; c < CLASSES; c++) {
        predictions[i][c] = random.nextFloat();
      }
    }
    double[] both = new double[CLASSES];
    double[] predicted = new double[CLASSES];
    double[] actual = new double[CLASSES];
    for (int i = 0; i < examples; i++) {
      int best = 0;
      for (int c = 1; c < CLASSES; c++) {
        best = predictions[i][c] > predictions[i][best] ? c : best;
      }
      predicted[best] += weights[i];
      actual[labels[i]] += weights[i];
      both[best] += best == labels[i] ? weights[i] : 0;
    }
    double macroPrecision = 0;
    double macroRecall = 0;
    double weightedF1 = 0;
    double hits = 0;
    double all = 0;
    for (int c = 0; c < CLASSES; c++) {
      double precision = predicted[c] == 0 ? 0 : both[c] / predicted[c];
      double recall = actual[c] == 0 ? 0 : both[c] / actual[c];
      double f1 = both[c] == 0 ? 0 : 2 * precision * recall / (precision + recall);
      macroPrecision += precision / CLASSES;
      macroRecall += recall / CLASSES;
      weightedF1 += f1 * actual[c];
      hits += both[c];
      all += actual[c];
    }
    var sparse =
        MetricRun.of(NdArrays.vectorOf(labels), StdArrays.ndCopyOf(predictions)).weighted(weights);
    var dense =
        MetricRun.of(StdArrays.ndCopyOf(oneHot), StdArrays.ndCopyOf(predictions)).weighted(weights);
    for (MetricRun run : new MetricRun[] {sparse, dense}) {
      assertThat(run.of(Precision.of(MACRO))).isEqualTo(macroPrecision, within(1e-12));
      assertThat(run.of(Recall.of(MACRO))).isEqualTo(macroRecall, within(1e-12));
      assertThat(run.of(F1Score.of(WEIGHTED))).isEqualTo(weightedF1 / all, within(1e-12));
      assertThat(run.of(F1Score.of(MICRO))).isEqualTo(hits / all, within(1e-12));
      assertThat(run.of(Precision.of(OneClass.of(1)))).isEqualTo(both[1] / predicted[1]);
      assertThat(run.of(Recall.of(OneClass.of(2)))).isEqualTo(both[2] / actual[2]);
      assertThat(run.of(Recall.of(OneClass.of(3)))).isZero();
    }
  }

  @Test
  void everyPositionCountsAsItsExample() {
    var run =
        MetricRun.of(
                StdArrays.ndCopyOf(new int[][] {{0, 1}, {1, 9}}),
                StdArrays.ndCopyOf(new float[][][] {{{1, 0}, {1, 0}}, {{0, 1}, {0, 1}}}))
            .weighted(1, 5);
    assertThat(run.of(Recall.of(OneClass.of(1)))).isEqualTo(5 / 6.0);
    assertThat(run.of(Precision.of(OneClass.of(1)))).isEqualTo(5 / 10.0);
    assertThat(run.of(Precision.of(OneClass.of(0)))).isEqualTo(1 / 2.0);
  }

  @Test
  void whatCannotBeScoredIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BINARY.of(Precision.of(MACRO)))
        .withMessage(
            "Metric 'precision': predictions [?] (expected: [batch, ..., classes], at least 2"
                + " classes)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BINARY.of(Recall.of().withAveraging(OneClass.of(1))))
        .withMessage(
            "Metric 'recall': OneClass[number=1] of predictions [?] (expected: one of 0..0)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                MetricRun.of(NdArrays.ofInts(Shape.of(2, 3)), NdArrays.ofFloats(Shape.of(2, 4)))
                    .of(F1Score.of(MACRO)))
        .withMessage(
            "Metric 'f1_score': labels [?, 3] (expected: class numbers [?], or one-hot [?, 4])");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OneClass.of(-1))
        .withMessage("number: -1 (expected: >= 0)");
  }

  @Test
  void namesAreKerasAndTwoCanStandSideBySide() {
    assertThat(Precision.of().name()).isEqualTo("precision");
    assertThat(Recall.of().name()).isEqualTo("recall");
    assertThat(F1Score.of(MACRO).name()).isEqualTo("f1_score");
    assertThat(F1Score.of(OneClass.of(3)).withName("f1_of_cats").averaging())
        .isEqualTo(OneClass.of(3));
  }
}
