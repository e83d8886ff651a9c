package dev.jera.model.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.runtime.Tensors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.EagerSession;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;

class InitializerTest {
  private static final Shape KERNEL = Shape.of(3, 3, 64, 128);
  private static final double FAN_IN = 3 * 3 * 64;
  private static final double FAN_OUT = 3 * 3 * 128;

  /** Standard deviation and greatest magnitude by the papers' formulas. */
  static Stream<Arguments> distributions() {
    double glorot = Math.sqrt(2 / (FAN_IN + FAN_OUT));
    double he = Math.sqrt(2 / FAN_IN);
    // A normal cut at two deviations, widened to have the deviation that was asked for.
    double cut = 2 / 0.8796256610342398;
    return Stream.of(
        Arguments.of(Initializer.glorotUniform(), 0, glorot, glorot * Math.sqrt(3)),
        Arguments.of(Initializer.glorotNormal(), 0, glorot, glorot * cut),
        Arguments.of(Initializer.heUniform(), 0, he, he * Math.sqrt(3)),
        Arguments.of(Initializer.heNormal(), 0, he, he * cut),
        Arguments.of(Initializer.randomNormal(1, 0.05), 1, 0.05, 0.05 * 6),
        Arguments.of(Initializer.randomUniform(-0.2, 0.4), 0.1, 0.6 / Math.sqrt(12), 0.3));
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

  @Test
  void aDenseKernelCountsItsTwoAxes() {
    float[] values = build(Initializer.glorotUniform(), Shape.of(300, 200), 3);
    double limit = Math.sqrt(6.0 / 500);
    assertThat(
            IntStream.range(0, values.length)
                .mapToDouble(i -> Math.abs(values[i]))
                .max()
                .orElseThrow())
        .isBetween(limit * 0.999, limit);
  }

  @Test
  void rangesAreChecked() {
    assertThatIllegalArgumentException().isThrownBy(() -> Initializer.randomNormal(0, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> Initializer.randomUniform(1, 0));
  }

  private static float[] build(Initializer initializer, Shape shape, long seed) {
    try (EagerSession session = EagerSession.create()) {
      return Tensors.toFloats(initializer.build(Ops.create(session), shape, seed).asTensor());
    }
  }
}
