package dev.jera.training.loss;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TUint16;

class LabelCheckTest {
  private static final String FINITE = "a finite number";
  private static final String PROBABILITY = "0 to 1, a probability";
  private static final String SIGNS = "-1 or 1 each, or 0 or 1 each";
  private static final float NAN = Float.NaN;
  private static final float INFINITE = Float.POSITIVE_INFINITY;

  /** A loss, labels of two examples, and the message about the second value of the second. */
  static Stream<Arguments> badLabels() {
    return Stream.of(
        bad(MeanSquaredError.of(), NAN, "NaN", FINITE),
        bad(MeanSquaredError.of(), -INFINITE, "-Infinity", FINITE),
        bad(MeanAbsoluteError.of(), NAN, "NaN", FINITE),
        bad(MeanAbsolutePercentageError.of(), INFINITE, "Infinity", FINITE),
        bad(Huber.of(), NAN, "NaN", FINITE),
        bad(LogCosh.of(), NAN, "NaN", FINITE),
        bad(CosineSimilarity.of(), NAN, "NaN", FINITE),
        bad(MeanSquaredLogarithmicError.of(), -1, "-1", "> -1"),
        bad(Poisson.of(), -0.25f, "-0.25", ">= 0, a count"),
        bad(Poisson.of(), INFINITE, "Infinity", ">= 0, a count"),
        bad(BinaryCrossentropy.of(), 1.5f, "1.5", PROBABILITY),
        bad(BinaryCrossentropy.of(), NAN, "NaN", PROBABILITY),
        bad(BinaryFocalCrossentropy.of(), -1, "-1", PROBABILITY),
        bad(CategoricalCrossentropy.of(), 2, "2", PROBABILITY),
        bad(CategoricalFocalCrossentropy.of(), -0.1f, "-0.1", PROBABILITY),
        bad(KLDivergence.of(), 1.1f, "1.1", PROBABILITY),
        bad(Hinge.of(), 0.5f, "0.5", SIGNS),
        bad(SquaredHinge.of(), 2, "2", SIGNS),
        bad(CategoricalHinge.of(), NAN, "NaN", SIGNS),
        // The first example has a 0 already.
        bad(Hinge.of(), -1, "-1", SIGNS));
  }

  @ParameterizedTest
  @MethodSource("badLabels")
  void theFirstBadLabelIsNamed(Loss loss, float label, String shown, String expected) {
    NdArray<?> labels = StdArrays.ndCopyOf(new float[][] {{0, 1}, {1, label}, {1, label}});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loss.checkLabels(labels, Shape.of(-1, 2)))
        .withMessage("label of example 1 at [1]: %s (expected: %s)", shown, expected);
  }

  @ParameterizedTest
  @MethodSource("badLabels")
  void labelsOfZeroAndOneSuitEveryLoss(Loss loss, float label, String shown, String expected) {
    assertThatCode(
            () ->
                loss.checkLabels(
                    StdArrays.ndCopyOf(new float[][] {{0, 1}, {1, 0}}), Shape.of(-1, 2)))
        .doesNotThrowAnyException();
  }

  @Test
  void everyNumberTypeIsLookedAt() {
    Shape predictions = Shape.of(-1, 1);
    Loss loss = BinaryCrossentropy.of();
    String expected = "label of example 1 at [0]: %s (expected: 0 to 1, a probability)";
    for (Object[] labels :
        new Object[][] {
          {StdArrays.ndCopyOf(new int[][] {{1}, {2}}), "2"},
          {StdArrays.ndCopyOf(new long[][] {{1}, {-1}}), "-1"},
          {StdArrays.ndCopyOf(new short[][] {{1}, {-300}}), "-300"},
          {StdArrays.ndCopyOf(new double[][] {{1}, {1.25}}), "1.25"},
          {StdArrays.ndCopyOf(new byte[][] {{1}, {-1}}), "255"}
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> loss.checkLabels((NdArray<?>) labels[0], predictions))
          .withMessage(expected, labels[1]);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> loss.checkLabels(StdArrays.ndCopyOf(new boolean[][] {{true}}), predictions))
        .withMessage(
            "labels: bool (expected: float32, float64, int64, int32, int16 or uint8; make them one of these, as int32)");
    try (TUint16 unsigned = TUint16.vectorOf((short) 1)) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> SparseCategoricalCrossentropy.of().checkLabels(unsigned, Shape.of(-1, 2)))
          .withMessageStartingWith("labels: uint16 (expected: ");
    }
  }

  /** More than are looked at in one piece. */
  @Test
  void aBadLabelFarBehindIsFound() {
    float[] values = new float[50_000 * 6];
    values[43_210 * 6 + 4] = NAN;
    NdArray<?> labels = NdArrays.wrap(Shape.of(50_000, 3, 2), DataBuffers.of(values, false, false));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MeanSquaredError.of().checkLabels(labels, Shape.of(-1, 3, 2)))
        .withMessage("label of example 43210 at [2, 0]: NaN (expected: a finite number)");
  }

  @Test
  void classNumbersOutOfRangeAreNamed() {
    Loss loss = SparseCategoricalCrossentropy.of();
    Shape predictions = Shape.of(-1, 3);
    loss.checkLabels(StdArrays.ndCopyOf(new byte[] {0, 1, 2}), predictions);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loss.checkLabels(StdArrays.ndCopyOf(new int[] {0, 3}), predictions))
        .withMessage("label of example 1: 3 (expected: 0..2, for 3 classes)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loss.checkLabels(StdArrays.ndCopyOf(new long[] {1L << 40}), predictions))
        .withMessage("label of example 0: 1099511627776 (expected: 0..2, for 3 classes)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loss.checkLabels(StdArrays.ndCopyOf(new float[] {1}), predictions))
        .withMessage(
            "labels: floating point numbers (expected: class numbers in a Byte-, Short-, Int- or LongNdArray)");
  }

  @Test
  void anIgnoredClassNumberMayBeOutOfRange() {
    Shape predictions = Shape.of(-1, 2, 3);
    NdArray<?> labels = StdArrays.ndCopyOf(new int[][] {{0, 2}, {-1, 3}});
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SparseCategoricalCrossentropy.of()
                    .withIgnoreIndex(-1)
                    .checkLabels(labels, predictions))
        .withMessage(
            "label of example 1 at [1]: 3 (expected: 0..2, for 3 classes, or -1, which is ignored)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SparseCategoricalCrossentropy.of()
                    .withIgnoreIndex(3)
                    .checkLabels(labels, predictions))
        .withMessage(
            "label of example 1 at [0]: -1 (expected: 0..2, for 3 classes, or 3, which is ignored)");
  }

  @Test
  void labelsOfAnotherShapeAreNamed() {
    NdArray<?> numbers = StdArrays.ndCopyOf(new int[] {0, 1});
    NdArray<?> oneHot = StdArrays.ndCopyOf(new float[][] {{0, 0, 0, 1}});
    Shape predictions = Shape.of(-1, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SparseCategoricalCrossentropy.of().checkLabels(oneHot, predictions))
        .withMessage(
            "labels [4] each (expected: [], class numbers; drop an axis of size 1 by labels.withShape(Shape.of(n)), and for one-hot labels use CategoricalCrossentropy)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CategoricalCrossentropy.of().checkLabels(oneHot, predictions))
        .withMessage(
            "labels [4] each (expected: [3], the shape of a prediction; for class numbers use SparseCategoricalCrossentropy or oneHot)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MeanSquaredError.of().checkLabels(numbers, Shape.of(-1, 1)))
        .withMessage(
            "labels [] each (expected: [1], the shape of a prediction; an axis is added by labels.withShape(Shape.of(n, 1)))");
  }

  private static Arguments bad(Loss loss, float label, String shown, String expected) {
    return Arguments.of(loss, label, shown, expected);
  }
}
