package dev.jera.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;

class DifferenceTest {
  private static final GoldenCheck CHECK =
      GoldenCheck.of(GoldenCheck.Mode.REFUSE)
          .withAbsoluteTolerance(0.25)
          .withRelativeTolerance(0.125);

  /** 0.25 + 0.125 * 8 = 1.25, and 0.25 where 0 is expected. */
  @ParameterizedTest
  @CsvSource({
    "9.25, 8, true",
    "6.75, 8, true",
    "9.2500010, 8, false",
    "6.7499995, 8, false",
    "-9.25, -8, true",
    "0.25, 0, true",
    "0.2500001, 0, false",
    "8, 9.25, true",
    "0, -0, true",
    "NaN, NaN, true",
    "NaN, 1, false",
    "1, NaN, false",
    "Infinity, Infinity, true",
    "Infinity, -Infinity, false",
    "Infinity, 1, false",
    "1, Infinity, false",
  })
  void floatsMayDifferByTheTolerance(float given, float expected, boolean fits) {
    assertThat(Difference.between(vector(given), vector(expected), CHECK).isEmpty())
        .isEqualTo(fits);
    TensorData givenDouble = TensorData.of(Shape.of(1), (double) given);
    TensorData expectedDouble = TensorData.of(Shape.of(1), (double) expected);
    assertThat(Difference.between(givenDouble, expectedDouble, CHECK).isEmpty()).isEqualTo(fits);
  }

  @Test
  void theMessageNamesTheGreatestDifferenceThatIsTooLarge() {
    TensorData expected = TensorData.of(Shape.of(2, 3), 0f, 0f, 0f, 0f, 0f, 800f);
    // 800 may differ by 100.25; of the others the third is the farthest off.
    TensorData given = TensorData.of(Shape.of(2, 3), 0.25f, 0.5f, 0f, -0.75f, 0.1f, 880f);
    assertThat(Difference.between(given, expected, CHECK))
        .contains(
            "is -0.75 at [1, 0] (expected: 0.0 +- 0.250), where it is farthest off; 2 of 6 values are off");
  }

  @Test
  void integersTruthValuesAndStringsHaveToBeEqual() {
    Shape two = Shape.of(2);
    assertThat(between(TensorData.of(two, 1L, 1L << 60), TensorData.of(two, 1L, (1L << 60) + 1)))
        .startsWith("is 1152921504606846976 at [1] (expected: 1152921504606846977)");
    TensorData bits = TensorData.of(two, 0L, -1L).as(Dtype.UINT64);
    assertThat(between(bits, TensorData.of(two, 0L, 0L).as(Dtype.UINT64)))
        .startsWith("is 18446744073709551615 at [1] (expected: 0)");
    assertThat(between(TensorData.of(two, true, true), TensorData.of(two, false, true)))
        .startsWith("is true at [0] (expected: false)");
    assertThat(between(TensorData.of(two, "a", "b"), TensorData.of(two, "a", "c")))
        .startsWith("is 'b' at [1] (expected: 'c')");
    assertThat(Difference.between(bits, bits, CHECK)).isEmpty();
    TensorData text = TensorData.of(two, "a", "b");
    assertThat(Difference.between(text, TensorData.of(two, "a", "b"), CHECK)).isEmpty();
  }

  @Test
  void anotherDtypeOrShapeIsADifference() {
    assertThat(between(vector(1, 2), vector(1)))
        .isEqualTo("is float32 [2] (expected: float32 [1])");
    assertThat(between(vector(1), TensorData.of(Shape.of(1), 1)))
        .isEqualTo("is float32 [1] (expected: int32 [1])");
    assertThat(Difference.between(vector(), vector(), CHECK)).isEmpty();
  }

  @Test
  void aToleranceIsAFiniteNumberFromZero() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CHECK.withAbsoluteTolerance(-1))
        .withMessage("absoluteTolerance: -1.0 (expected: >= 0 and finite)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CHECK.withRelativeTolerance(Double.NaN))
        .withMessage("relativeTolerance: NaN (expected: >= 0 and finite)");
  }

  private static String between(TensorData given, TensorData expected) {
    return Difference.between(given, expected, CHECK).orElse("");
  }

  private static TensorData vector(float... values) {
    return TensorData.of(Shape.of(values.length), values);
  }
}
