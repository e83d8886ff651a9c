package dev.jera.model.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.runtime.Tensors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.EagerSession;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

class InitializerTest {
  private static final Shape KERNEL = Shape.of(3, 3, 64, 128);
  private static final double FAN_IN = 3 * 3 * 64;
  private static final double FAN_OUT = 3 * 3 * 128;

  // A normal cut at two deviations has this one; widened, it has the one that was asked for.
  private static final double CUT = 0.8796256610342398;

  /** Standard deviation and greatest magnitude by the papers' formulas. */
  static Stream<Arguments> distributions() {
    double glorot = Math.sqrt(2 / (FAN_IN + FAN_OUT));
    double he = Math.sqrt(2 / FAN_IN);
    double lecun = Math.sqrt(1 / FAN_IN);
    double out = Math.sqrt(3 / FAN_OUT);
    return Stream.of(
        Arguments.of(Initializer.glorotUniform(), 0, glorot, glorot * Math.sqrt(3)),
        Arguments.of(Initializer.glorotNormal(), 0, glorot, glorot * 2 / CUT),
        Arguments.of(Initializer.heUniform(), 0, he, he * Math.sqrt(3)),
        Arguments.of(Initializer.heNormal(), 0, he, he * 2 / CUT),
        Arguments.of(Initializer.lecunUniform(), 0, lecun, lecun * Math.sqrt(3)),
        Arguments.of(Initializer.lecunNormal(), 0, lecun, lecun * 2 / CUT),
        Arguments.of(scaling(FanMode.FAN_OUT, Distribution.UNIFORM), 0, out, out * Math.sqrt(3)),
        Arguments.of(
            scaling(FanMode.FAN_OUT, Distribution.TRUNCATED_NORMAL), 0, out, out * 2 / CUT),
        Arguments.of(scaling(FanMode.FAN_OUT, Distribution.UNTRUNCATED_NORMAL), 0, out, out * 6),
        Arguments.of(Initializer.randomNormal(1, 0.05), 1, 0.05, 0.05 * 6),
        Arguments.of(Initializer.truncatedNormal(-1, 0.05), -1, 0.05 * CUT, 0.05 * 2),
        Arguments.of(Initializer.randomUniform(-0.2, 0.4), 0.1, 0.6 / Math.sqrt(12), 0.3));
  }

  private static Initializer scaling(FanMode mode, Distribution distribution) {
    return Initializer.varianceScaling(3, mode, distribution);
  }

  @ParameterizedTest
  @MethodSource("distributions")
  void valuesHaveTheMeanTheDeviationAndTheLimit(
      Initializer initializer, double mean, double stddev, double limit) {
    float[] values = build(initializer, KERNEL, 7);
    double measuredMean =
        IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElseThrow();
    double variance =
        IntStream.range(0, values.length)
            .mapToDouble(i -> Math.pow(values[i] - measuredMean, 2))
            .average()
            .orElseThrow();
    double greatest =
        IntStream.range(0, values.length)
            .mapToDouble(i -> Math.abs(values[i] - mean))
            .max()
            .orElseThrow();
    assertThat(measuredMean).isCloseTo(mean, within(stddev * 0.02));
    assertThat(Math.sqrt(variance)).isCloseTo(stddev, within(stddev * 0.02));
    assertThat(greatest).isLessThanOrEqualTo(limit * 1.000001).isGreaterThan(limit * 0.6);
  }

  @Test
  void aSeedDecidesTheValues() {
    float[] first = build(Initializer.glorotUniform(), KERNEL, 1);
    assertThat(build(Initializer.glorotUniform(), KERNEL, 1)).isEqualTo(first);
    assertThat(build(Initializer.glorotUniform(), KERNEL, 2)).isNotEqualTo(first);
  }

  @Test
  void constantsAreConstant() {
    assertThat(build(Initializer.zeros(), Shape.of(2), 1)).containsExactly(0, 0);
    assertThat(build(Initializer.ones(), Shape.of(2), 1)).containsExactly(1, 1);
    assertThat(build(Initializer.constant(0.5), Shape.of(1, 1), 1)).containsExactly(0.5f);
  }

  /** Shape, fan in and fan out. */
  static Stream<Arguments> fans() {
    return Stream.of(
        Arguments.of(Shape.of(), 1, 1),
        Arguments.of(Shape.of(40_000), 40_000, 40_000),
        Arguments.of(Shape.of(300, 200), 300, 200),
        Arguments.of(Shape.of(5, 40, 300), 200, 1500),
        Arguments.of(Shape.of(3, 2, 40, 300), 240, 1800),
        Arguments.of(Shape.of(2, 3, 2, 40, 300), 480, 3600));
  }

  @ParameterizedTest
  @MethodSource("fans")
  void theLastAxesAreCountedAndTheOthersMultiplyBoth(Shape shape, double in, double out) {
    assertThat(fan(FanMode.FAN_IN, shape)).isCloseTo(in, within(in * 0.01));
    assertThat(fan(FanMode.FAN_OUT, shape)).isCloseTo(out, within(out * 0.01));
    double average = (in + out) / 2;
    assertThat(fan(FanMode.FAN_AVG, shape)).isCloseTo(average, within(average * 0.01));
  }

  /** The fan behind the draws: each is the raw op's times twice the limit, less the limit. */
  private static double fan(FanMode mode, Shape shape) {
    float[] scaled = build(Initializer.varianceScaling(1, mode, Distribution.UNIFORM), shape, 3);
    float[] unit = raw(Distribution.UNIFORM, shape, 3);
    double limit = Math.abs(scaled[0] / (2 * unit[0] - 1));
    return 3 / (limit * limit);
  }

  /** To the bit, whatever else changes: a seed's weights stay. */
  @Test
  void valuesAreTheRawOpsScaledInFloat32() {
    Shape shape = Shape.of(30, 20);
    float[] normal = raw(Distribution.UNTRUNCATED_NORMAL, shape, 7);
    float[] truncated = raw(Distribution.TRUNCATED_NORMAL, shape, 7);
    float[] uniform = raw(Distribution.UNIFORM, shape, 7);
    float limit = (float) Math.sqrt(3 * (1 / 25.0));
    float width = (float) (2 * Math.sqrt(3 * (1 / 25.0)));
    float stddev = (float) (Math.sqrt(2 / 30.0) / CUT);
    float[] randomNormal = build(Initializer.randomNormal(0.5, 0.05), shape, 7);
    float[] glorotUniform = build(Initializer.glorotUniform(), shape, 7);
    float[] heNormal = build(Initializer.heNormal(), shape, 7);
    for (int i = 0; i < normal.length; i++) {
      assertThat(randomNormal[i]).isEqualTo(normal[i] * 0.05f + 0.5f);
      assertThat(glorotUniform[i]).isEqualTo(uniform[i] * width - limit);
      assertThat(heNormal[i]).isEqualTo(truncated[i] * stddev);
    }
  }

  @ParameterizedTest
  @CsvSource({"6, 4", "4, 6", "5, 5", "1, 3", "3, 1"})
  void orthogonalRowsOrColumnsHaveTheGainForLength(int rows, int columns) {
    float[] values = build(Initializer.orthogonal(1.5), Shape.of(rows, columns), 4);
    for (int a = 0; a < Math.min(rows, columns); a++) {
      for (int b = 0; b < Math.min(rows, columns); b++) {
        double product = 0;
        for (int i = 0; i < Math.max(rows, columns); i++) {
          product +=
              rows >= columns
                  ? values[i * columns + a] * values[i * columns + b]
                  : values[a * columns + i] * values[b * columns + i];
        }
        assertThat(product).isCloseTo(a == b ? 1.5 * 1.5 : 0, within(1e-5));
      }
    }
    assertThat(build(Initializer.orthogonal(1.5), Shape.of(rows, columns), 4)).isEqualTo(values);
    assertThat(build(Initializer.orthogonal(1.5), Shape.of(rows, columns), 5)).isNotEqualTo(values);
  }

  @Test
  void anOrthogonalKernelIsTheMatrixOfAllAxesByTheLast() {
    assertThat(build(Initializer.orthogonal(1), Shape.of(2, 3, 4), 4))
        .isEqualTo(build(Initializer.orthogonal(1), Shape.of(6, 4), 4));
  }

  /** Without the signs, the first value of Q would always have the same one. */
  @Test
  void orthogonalMatricesFavourNoSign() {
    long positive =
        LongStream.range(0, 200)
            .filter(seed -> build(Initializer.orthogonal(1), Shape.of(2, 2), seed)[0] > 0)
            .count();
    assertThat(positive).isBetween(70L, 130L);
  }

  @Test
  void identityIsOnTheDiagonal() {
    assertThat(build(Initializer.identity(2), Shape.of(2, 2), 1)).containsExactly(2, 0, 0, 2);
    assertThat(build(Initializer.identity(1), Shape.of(3, 2), 1)).containsExactly(1, 0, 0, 1, 0, 0);
    assertThat(build(Initializer.identity(1), Shape.of(2, 3), 1)).containsExactly(1, 0, 0, 0, 1, 0);
  }

  @Test
  void matricesAreAskedForWhereOneIsNeeded() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> build(Initializer.orthogonal(1), Shape.of(3), 1))
        .withMessage("[3] (expected: for orthogonal, rank >= 2, rows and columns)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> build(Initializer.identity(1), Shape.of(3, 3, 3), 1))
        .withMessage("[3, 3, 3] (expected: for identity, rank 2, rows and columns)");
  }

  @Test
  void rangesAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Initializer.constant(Double.NaN))
        .withMessage("value: NaN (expected: finite)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Initializer.randomNormal(0, -1))
        .withMessage("stddev: -1.0 (expected: >= 0, finite)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Initializer.truncatedNormal(1e300, 1))
        .withMessage("mean: 1.0E300 (expected: finite)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Initializer.randomUniform(1, 0))
        .withMessage("low: 1.0, high: 0.0 (expected: low <= high)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Initializer.randomUniform(-3e38, 3e38))
        .withMessage("high - low: 6.0E38 (expected: finite)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Initializer.varianceScaling(0, FanMode.FAN_IN, Distribution.UNIFORM))
        .withMessage("scale: 0.0 (expected: > 0, finite)");
    assertThatIllegalArgumentException().isThrownBy(() -> Initializer.orthogonal(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> Initializer.identity(Double.NaN));
  }

  private static float[] raw(Distribution distribution, Shape shape, long seed) {
    try (EagerSession session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      Operand<TInt64> sizes = tf.constant(shape.asArray());
      Operand<TInt64> seeds = tf.constant(new long[] {seed, 0});
      Operand<TFloat32> drawn =
          switch (distribution) {
            case TRUNCATED_NORMAL -> tf.random.statelessTruncatedNormal(sizes, seeds);
            case UNTRUNCATED_NORMAL -> tf.random.statelessRandomNormal(sizes, seeds);
            case UNIFORM -> tf.random.statelessRandomUniform(sizes, seeds);
          };
      return Tensors.toFloats(drawn.asTensor());
    }
  }

  private static float[] build(Initializer initializer, Shape shape, long seed) {
    try (EagerSession session = EagerSession.create()) {
      return Tensors.toFloats(initializer.build(Ops.create(session), shape, seed).asTensor());
    }
  }
}
