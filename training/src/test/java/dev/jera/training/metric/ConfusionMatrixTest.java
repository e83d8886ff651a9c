package dev.jera.training.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.StdArrays;

class ConfusionMatrixTest {
  /** Three classes; the last is never predicted. */
  private static final long[][] COUNTS = {{5, 1, 0}, {2, 10, 0}, {1, 1, 0}};

  @Test
  void classNumbersAreCountedTrueClassFirst() {
    NdArray<?> labels = NdArrays.vectorOf(0, 0, 1, 2, 2, 2);
    NdArray<?> predictions = NdArrays.vectorOf(0L, 1L, 1L, 0L, 2L, 2L);
    assertThat(ConfusionMatrix.of(labels, predictions, 3))
        .isEqualTo(ConfusionMatrix.of(new long[][] {{1, 1, 0}, {0, 1, 0}, {1, 0, 2}}));
  }

  @Test
  void oneHotLabelsAndProbabilitiesGiveTheSame() {
    NdArray<?> labels = StdArrays.ndCopyOf(new float[][] {{1, 0}, {0, 1}, {0, 1}});
    NdArray<?> probabilities =
        StdArrays.ndCopyOf(new float[][] {{0.9f, 0.1f}, {0.6f, 0.4f}, {0.2f, 0.8f}});
    assertThat(ConfusionMatrix.of(labels, probabilities, 2))
        .isEqualTo(ConfusionMatrix.of(NdArrays.vectorOf(0, 1, 1), NdArrays.vectorOf(0, 0, 1), 2))
        .isEqualTo(ConfusionMatrix.of(new long[][] {{1, 0}, {1, 1}}));
  }

  @Test
  void bytesAreUnsigned() {
    ConfusionMatrix matrix =
        ConfusionMatrix.of(NdArrays.vectorOf((byte) 200), NdArrays.vectorOf(200), 201);
    assertThat(matrix.count(200, 200)).isEqualTo(1);
  }

  @Test
  void sharesAreThoseOfTheFormulas() {
    ConfusionMatrix matrix = ConfusionMatrix.of(COUNTS);
    assertThat(matrix.total()).isEqualTo(20);
    assertThat(matrix.accuracy()).isEqualTo(15 / 20.0, within(1e-12));
    assertThat(matrix.precision(0)).isEqualTo(5 / 8.0, within(1e-12));
    assertThat(matrix.precision(1)).isEqualTo(10 / 12.0, within(1e-12));
    assertThat(matrix.precision(2)).isZero();
    assertThat(matrix.recall(0)).isEqualTo(5 / 6.0, within(1e-12));
    assertThat(matrix.recall(1)).isEqualTo(10 / 12.0, within(1e-12));
    assertThat(matrix.recall(2)).isZero();
  }

  @Test
  void matrixOfNothingHasNoShares() {
    ConfusionMatrix matrix = ConfusionMatrix.of(new long[2][2]);
    assertThat(matrix.accuracy()).isZero();
    assertThat(matrix.recall(1)).isZero();
  }

  @Test
  void textIsATable() {
    assertThat(ConfusionMatrix.of(COUNTS))
        .hasToString(
            """
            true   0   1   2  (predicted)
               0   5   1   0
               1   2  10   0
               2   1   1   0\
            """);
  }

  @Test
  void countsAreCopied() {
    long[][] counts = {{1, 2}, {3, 4}};
    ConfusionMatrix matrix = ConfusionMatrix.of(counts);
    counts[0][0] = 99;
    assertThat(matrix.count(0, 0)).isEqualTo(1);
    assertThat(matrix)
        .isEqualTo(ConfusionMatrix.of(new long[][] {{1, 2}, {3, 4}}))
        .hasSameHashCodeAs(ConfusionMatrix.of(new long[][] {{1, 2}, {3, 4}}))
        .isNotEqualTo(ConfusionMatrix.of(counts));
  }

  @Test
  void badCountsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfusionMatrix.of(new long[][] {{1, 2}, {3}}))
        .withMessage("counts: 1 in row 1 (expected: 2, as many as rows)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfusionMatrix.of(new long[][] {{1, -2}, {3, 4}}))
        .withMessage("counts: [1, -2] in row 0 (expected: >= 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfusionMatrix.of(new long[0][]))
        .withMessage("counts: no classes (expected: at least 1)");
  }

  @Test
  void badExamplesAreRefused() {
    NdArray<?> labels = NdArrays.vectorOf(0, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfusionMatrix.of(labels, NdArrays.vectorOf(0, 1, 1), 2))
        .withMessage("predictions: 3 (expected: 2, as many as labels)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfusionMatrix.of(labels, NdArrays.vectorOf(0, 2), 2))
        .withMessage("predictions: 2.0 for example 1 (expected: 0..1, for 2 classes)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfusionMatrix.of(labels, NdArrays.vectorOf(0.5f, 1f), 2))
        .withMessage("predictions: 0.5 for example 0 (expected: 0..1, for 2 classes)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ConfusionMatrix.of(
                    labels, StdArrays.ndCopyOf(new float[][] {{1, 0}, {0, Float.NaN}}), 2))
        .withMessage("predictions: NaN for example 1, class 1 (expected: numbers)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfusionMatrix.of(labels, StdArrays.ndCopyOf(new float[2][3]), 2))
        .withMessage(
            "predictions: shape [2, 3] (expected: class numbers [n], or a row for each example"
                + " [n, 2])");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfusionMatrix.of(labels, labels, 0))
        .withMessage("classes: 0 (expected: >= 1)");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> ConfusionMatrix.of(COUNTS).recall(3));
  }
}
