package dev.jera.training.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.training.MetricRun;
import dev.jera.training.loss.Predictions;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;

class AccuracyTest {
  private static final MetricRun ONE_HOT =
      MetricRun.of(
          StdArrays.ndCopyOf(new float[][] {{0, 0, 1}, {0, 1, 0}}),
          StdArrays.ndCopyOf(new float[][] {{0.1f, 0.9f, 0.8f}, {0.05f, 0.95f, 0}}));
  private static final MetricRun BINARY =
      MetricRun.of(
          StdArrays.ndCopyOf(new float[][] {{1}, {1}, {0}, {0}}),
          StdArrays.ndCopyOf(new float[][] {{0.98f}, {1}, {0}, {0.6f}}));

  /** The example of Keras' CategoricalAccuracy. */
  @Test
  void oneHotLabelsAreComparedByTheirGreatest() {
    assertThat(ONE_HOT.of(Accuracy.of())).isEqualTo(0.5);
    assertThat(ONE_HOT.weighted(0.7f, 0.3f).of(Accuracy.of())).isEqualTo(0.3, within(1e-7));
  }

  /** The example of Keras' SparseCategoricalAccuracy. */
  @Test
  void classNumbersMayHaveAnAxisOfTheirOwn() {
    var predictions = StdArrays.ndCopyOf(new float[][] {{0.1f, 0.6f, 0.3f}, {0.05f, 0.95f, 0}});
    var column = MetricRun.of(StdArrays.ndCopyOf(new int[][] {{2}, {1}}), predictions);
    assertThat(column.of(Accuracy.of())).isEqualTo(0.5);
    assertThat(column.weighted(0.7f, 0.3f).of(Accuracy.of())).isEqualTo(0.3, within(1e-7));
    var row = MetricRun.of(NdArrays.vectorOf(1, 1), predictions);
    assertThat(row.of(Accuracy.of())).isEqualTo(1);
  }

  /** Keras' BinaryAccuracy's own example. */
  @Test
  void aSingleOutputIsComparedWithOneHalf() {
    for (Metric metric : new Metric[] {Accuracy.of(), BinaryAccuracy.of()}) {
      assertThat(BINARY.of(metric)).isEqualTo(0.75);
      assertThat(BINARY.weighted(1, 0, 0, 1).of(metric)).isEqualTo(0.5);
    }
    var flat = MetricRun.of(NdArrays.vectorOf(1, 0, 0), NdArrays.vectorOf(0.9f, 0.4f, 0.5f));
    assertThat(flat.of(Accuracy.of())).isEqualTo(1);
    var mixed =
        MetricRun.of(NdArrays.vectorOf(1, 0), StdArrays.ndCopyOf(new float[][] {{0.9f}, {0.7f}}));
    assertThat(mixed.of(Accuracy.of())).isEqualTo(0.5);
  }

  @Test
  void logitsArePositiveAboveZero() {
    var run = MetricRun.of(NdArrays.vectorOf(1, 0, 1, 1), NdArrays.vectorOf(0.1f, -0.1f, 3, 0.2f));
    assertThat(run.of(Accuracy.ofLogits())).isEqualTo(1);
    assertThat(run.of(BinaryAccuracy.of(Threshold.ofLogits()))).isEqualTo(1);
    assertThat(run.of(Accuracy.of())).isEqualTo(0.5);
    assertThat(run.of(BinaryAccuracy.of(Threshold.of(0.15)))).isEqualTo(0.75);
  }

  /** The logit of 0.9 is ln 9 = 2.197. */
  @Test
  void aThresholdOfLogitsIsThatOfTheirProbabilities() {
    var run = MetricRun.of(NdArrays.vectorOf(0, 1), NdArrays.vectorOf(2.19f, 2.2f));
    assertThat(run.of(BinaryAccuracy.of(Threshold.ofLogits(0.9)))).isEqualTo(1);
    assertThat(run.of(BinaryAccuracy.of(Threshold.ofLogits(0)))).isEqualTo(0.5);
    assertThat(run.of(BinaryAccuracy.of(Threshold.ofLogits(1)))).isEqualTo(0.5);
  }

  @Test
  void labelsThatHoldTogetherCountOneByOne() {
    var run =
        MetricRun.of(
                StdArrays.ndCopyOf(new float[][] {{1, 0, 1}, {0, 0, 0}}),
                StdArrays.ndCopyOf(new float[][] {{0.9f, 0.2f, 0.3f}, {0.6f, 0.7f, 0.1f}}))
            .weighted(1, 3);
    assertThat(run.of(BinaryAccuracy.of())).isEqualTo((2 + 3 * 1) / 12.0);
  }

  @Test
  void everyPositionCountsAsItsExample() {
    var labels = StdArrays.ndCopyOf(new int[][] {{0, 1, 1}, {1, 0, 1}});
    var predictions =
        StdArrays.ndCopyOf(new float[][][] {{{2, 1}, {0, 1}, {5, 4}}, {{1, 2}, {0, 3}, {0, 1}}});
    var run = MetricRun.of(labels, predictions).weighted(1, 3);
    assertThat(run.of(Accuracy.of())).isEqualTo((2 + 3 * 2) / 12.0);
    assertThat(run.of(TopKCategoricalAccuracy.of(1))).isEqualTo((2 + 3 * 2) / 12.0);
    assertThat(run.of(TopKCategoricalAccuracy.of(2))).isEqualTo(1);
  }

  /** The example of Keras' TopKCategoricalAccuracy, and the same with class numbers. */
  @Test
  void theRightClassIsAmongTheMostProbable() {
    TopKCategoricalAccuracy first = TopKCategoricalAccuracy.of(1);
    assertThat(ONE_HOT.of(first)).isEqualTo(0.5);
    assertThat(ONE_HOT.weighted(0.7f, 0.3f).of(first)).isEqualTo(0.3, within(1e-7));
    assertThat(ONE_HOT.of(TopKCategoricalAccuracy.of(2))).isEqualTo(1);
    var sparse = MetricRun.of(NdArrays.vectorOf(2, 1), ONE_HOT.predictions());
    assertThat(sparse.of(first)).isEqualTo(0.5);
    assertThat(sparse.of(TopKCategoricalAccuracy.of())).isEqualTo(1);
  }

  @Test
  void namesAndDefaultsAreKeras() {
    assertThat(Accuracy.of().name()).isEqualTo("accuracy");
    assertThat(BinaryAccuracy.of().name()).isEqualTo("binary_accuracy");
    assertThat(TopKCategoricalAccuracy.of())
        .isEqualTo(new TopKCategoricalAccuracy("top_k_categorical_accuracy", 5));
    assertThat(Accuracy.ofLogits()).isEqualTo(new Accuracy("accuracy", Predictions.LOGITS));
    assertThat(TopKCategoricalAccuracy.of(3).withName("top_3").name()).isEqualTo("top_3");
  }

  @Test
  void whatCannotBeComparedIsRefused() {
    var predictions = NdArrays.ofFloats(Shape.of(2, 4, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> MetricRun.of(NdArrays.ofInts(Shape.of(2, 5)), predictions).of(Accuracy.of()))
        .withMessage(
            "Metric 'accuracy': labels [?, 5] (expected: class numbers [?, 4], or one-hot [?, 4, 3])");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                MetricRun.of(NdArrays.ofInts(Shape.of(2, 4)), predictions).of(BinaryAccuracy.of()))
        .withMessage(
            "Metric 'binary_accuracy': labels [?, 4], predictions [?, 4, 3] (expected: one shape,"
                + " but for an axis of size 1 at the end)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BINARY.of(TopKCategoricalAccuracy.of()))
        .withMessage(
            "Metric 'top_k_categorical_accuracy': predictions [?, 1] (expected: [batch, ...,"
                + " classes], at least 2 classes)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TopKCategoricalAccuracy.of(0))
        .withMessage("k: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Threshold.of(1.5))
        .withMessage("threshold: 1.5 (expected: 0 to 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Threshold.of(Double.NaN))
        .withMessage("threshold: NaN (expected: 0 to 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Accuracy.of().withName("my accuracy"))
        .withMessageContaining("name: 'my accuracy' (expected: letters, digits");
  }
}
