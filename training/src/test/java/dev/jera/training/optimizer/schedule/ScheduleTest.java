package dev.jera.training.optimizer.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.training.optimizer.LearningRate;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

class ScheduleTest {
  private static final long FAR = 1L << 40;

  /** Numbers by hand from the published formulas. */
  static Stream<Arguments> known() {
    LearningRate exponential = ExponentialDecay.of(0.1, 10, 0.5);
    LearningRate stairs = ExponentialDecay.of(0.1, 10, 0.5).withStaircase(true);
    LearningRate growing = ExponentialDecay.of(1e-6, 1, 10);
    LearningRate inverse = InverseTimeDecay.of(0.1, 10, 0.5);
    LearningRate inverseStairs = InverseTimeDecay.of(0.1, 10, 0.5).withStaircase(true);
    LearningRate line = PolynomialDecay.of(0.1, 10).withEndLearningRate(0.02);
    LearningRate square = PolynomialDecay.of(0.1, 10).withEndLearningRate(0).withPower(2);
    LearningRate cycle = PolynomialDecay.of(0.1, 10).withEndLearningRate(0).withCycle(true);
    LearningRate root = PolynomialDecay.of(0.1, 3).withPower(0.5).withCycle(true);
    LearningRate pieces = PiecewiseConstantDecay.of(List.of(10L, FAR), List.of(0.1, 0.01, 0.0));
    LearningRate cosine = CosineDecay.of(0.1, 10);
    LearningRate cosineTo = CosineDecay.of(0.1, 10).withAlpha(0.1);
    LearningRate warm = CosineDecay.withWarmup(0, 0.1, 4, 10).withAlpha(0.2);
    LearningRate restarts = CosineDecayRestarts.of(0.1, 10);
    LearningRate even = CosineDecayRestarts.of(0.1, 10).withTMul(1).withMMul(0.5);
    LearningRate lower = CosineDecayRestarts.of(0.1, 10).withMMul(0.5).withAlpha(0.1);
    LearningRate unit = CosineDecayRestarts.of(0.1, 1);
    LearningRate higher = CosineDecayRestarts.of(0.1, 10).withTMul(1).withMMul(2);
    return Stream.of(
        Arguments.of(LearningRate.constant(0.3), FAR, 0.3),
        Arguments.of(exponential, 0, 0.1),
        Arguments.of(exponential, 5, 0.1 / Math.sqrt(2)),
        Arguments.of(exponential, 20, 0.025),
        Arguments.of(exponential, FAR, 0),
        Arguments.of(stairs, 9, 0.1),
        Arguments.of(stairs, 10, 0.05),
        Arguments.of(stairs, 19, 0.05),
        Arguments.of(growing, 3, 1e-3),
        Arguments.of(ExponentialDecay.of(0.1, 49, 0.5).withStaircase(true), 49, 0.05),
        Arguments.of(InverseTimeDecay.of(0.1, 49, 1).withStaircase(true), 49, 0.05),
        Arguments.of(PolynomialDecay.of(0.1, 49).withCycle(true), 49, 1e-4),
        Arguments.of(CosineDecayRestarts.of(0.1, 49).withTMul(1).withMMul(0.5), 49, 0.05),
        Arguments.of(inverse, 0, 0.1),
        Arguments.of(inverse, 5, 0.08),
        Arguments.of(inverse, 20, 0.05),
        Arguments.of(inverseStairs, 19, 0.1 / 1.5),
        Arguments.of(InverseTimeDecay.of(1, FAR, 1), FAR, 0.5),
        Arguments.of(line, 0, 0.1),
        Arguments.of(line, 5, 0.06),
        Arguments.of(line, 10, 0.02),
        Arguments.of(line, FAR, 0.02),
        Arguments.of(square, 5, 0.025),
        Arguments.of(square, 11, 0),
        Arguments.of(cycle, 0, 0.1),
        Arguments.of(cycle, 10, 0),
        Arguments.of(cycle, 15, 0.025),
        Arguments.of(cycle, 20, 0),
        Arguments.of(cycle, 21, 0.03),
        Arguments.of(root, Long.MAX_VALUE, 1e-4),
        Arguments.of(pieces, 0, 0.1),
        Arguments.of(pieces, 10, 0.1),
        Arguments.of(pieces, 11, 0.01),
        Arguments.of(pieces, FAR, 0.01),
        Arguments.of(pieces, FAR + 1, 0),
        Arguments.of(cosine, 0, 0.1),
        Arguments.of(cosine, 5, 0.05),
        Arguments.of(cosine, 10, 0),
        Arguments.of(cosine, FAR, 0),
        Arguments.of(cosineTo, 5, 0.055),
        Arguments.of(cosineTo, 11, 0.01),
        Arguments.of(warm, 0, 0),
        Arguments.of(warm, 3, 0.075),
        Arguments.of(warm, 4, 0.1),
        Arguments.of(warm, 9, 0.06),
        Arguments.of(warm, 14, 0.02),
        Arguments.of(warm, Long.MAX_VALUE, 0.02),
        Arguments.of(restarts, 0, 0.1),
        Arguments.of(restarts, 5, 0.05),
        Arguments.of(restarts, 10, 0.1),
        Arguments.of(restarts, 20, 0.05),
        Arguments.of(restarts, 30, 0.1),
        Arguments.of(restarts, 10 * ((1L << 29) - 1), 0.1),
        Arguments.of(unit, FAR - 1, 0.1),
        Arguments.of(unit, FAR - 2, 0),
        Arguments.of(even, 10, 0.05),
        Arguments.of(even, 25, 0.0125),
        Arguments.of(lower, 0, 0.1),
        Arguments.of(lower, 10, 0.055),
        Arguments.of(lower, 20, 0.0325),
        Arguments.of(higher, 20, 0.4));
  }

  @ParameterizedTest
  @MethodSource("known")
  void theRateIsThePublishedFormulas(LearningRate schedule, long step, double expected) {
    assertThat(schedule.at(step)).isCloseTo(expected, within(1e-12));
    assertThat((double) inGraph(schedule, step))
        .isCloseTo(expected, within(1e-8 + 1e-7 * expected));
  }

  static Stream<LearningRate> schedules() {
    return known().map(known -> (LearningRate) known.get()[0]).distinct();
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void theGraphAgreesWithTheNumberOutsideOfIt(LearningRate schedule) {
    long[] far = {(1L << 24) - 1, 1L << 24, (1L << 24) + 1, (1L << 31) + 7, FAR - 1, FAR, FAR + 1};
    long[] steps = LongStream.concat(LongStream.range(0, 45), LongStream.of(far)).toArray();
    float[] rates = inGraph(schedule, steps);
    for (int i = 0; i < steps.length; i++) {
      double expected = (float) schedule.at(steps[i]);
      assertThat((double) rates[i])
          .as("step %d", steps[i])
          .isCloseTo(expected, within(1e-12 + 2e-7 * expected));
    }
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void noStepMakesANaN(LearningRate schedule) {
    for (long step : new long[] {1L << 53, (1L << 53) + 1, Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
      assertThat(schedule.at(step)).as("step %d", step).isNotNaN().isNotNegative();
      assertThat(inGraph(schedule, step)).as("step %d", step).isNotNaN().isNotNegative();
    }
  }

  /**
   * A float32 would see step 2^24 twice and reach the end of 2^25 steps no better than by halves.
   */
  @Test
  void stepsThatAFloatCannotTellApartHaveRatesOfTheirOwn() {
    LearningRate schedule =
        PiecewiseConstantDecay.of(List.of(1L << 24, (1L << 24) + 1), List.of(3.0, 2.0, 1.0));
    assertThat(inGraph(schedule, 1L << 24, (1L << 24) + 1, (1L << 24) + 2))
        .containsExactly(3, 2, 1);
    LearningRate stairs = ExponentialDecay.of(1, (1L << 24) + 1, 0.5).withStaircase(true);
    assertThat(inGraph(stairs, 1L << 24, (1L << 24) + 1)).containsExactly(1, 0.5f);
  }

  static Stream<Arguments> wrongNumbers() {
    return Stream.of(
        wrong(
            () -> ExponentialDecay.of(0, 1, 0.5),
            "initialLearningRate: 0.0 (expected: > 0, finite)"),
        wrong(() -> ExponentialDecay.of(1, 0, 0.5), "decaySteps: 0 (expected: >= 1)"),
        wrong(() -> ExponentialDecay.of(1, 1, -1), "decayRate: -1.0 (expected: > 0, finite)"),
        wrong(() -> InverseTimeDecay.of(1, 1, -1), "decayRate: -1.0 (expected: >= 0, finite)"),
        wrong(() -> PolynomialDecay.of(1, 1).withPower(0), "power: 0.0 (expected: > 0, finite)"),
        wrong(
            () -> PolynomialDecay.of(1, 1).withEndLearningRate(-1),
            "endLearningRate: -1.0 (expected: >= 0, finite)"),
        wrong(
            () -> PiecewiseConstantDecay.of(List.of(2L, 2L), List.of(3.0, 2.0, 1.0)),
            "boundaries: [2, 2] (expected: steps >= 0, each greater than the one before)"),
        wrong(
            () -> PiecewiseConstantDecay.of(List.of(2L), List.of(3.0)),
            "values: [3.0] (expected: 2, one more than the boundaries [2])"),
        wrong(() -> CosineDecay.of(1, 1).withAlpha(1.5), "alpha: 1.5 (expected: >= 0 and <= 1)"),
        wrong(() -> CosineDecay.withWarmup(0, 1, 0, 10), "warmupSteps: 0 (expected: >= 1)"),
        wrong(
            () -> new CosineDecay(0.1, 10, 0, 0.2, 0),
            "warmupTarget: 0.2 (expected: initialLearningRate, 0.1, as there is no warm-up)"),
        wrong(
            () -> CosineDecayRestarts.of(1, 1).withTMul(0.5), "tMul: 0.5 (expected: >= 1, finite)"),
        wrong(() -> CosineDecayRestarts.of(1, 1).withMMul(0), "mMul: 0.0 (expected: > 0, finite)"));
  }

  private static Arguments wrong(ThrowingCallable call, String message) {
    return Arguments.of(call, message);
  }

  @ParameterizedTest
  @MethodSource("wrongNumbers")
  void numbersOutOfRangeAreRefused(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }

  private static float inGraph(LearningRate schedule, long step) {
    return inGraph(schedule, new long[] {step})[0];
  }

  private static float[] inGraph(LearningRate schedule, long... steps) {
    float[] rates = new float[steps.length];
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TInt64> step = tf.placeholder(TInt64.class);
      Operand<TFloat32> rate = schedule.build(tf, step);
      try (Session session = new Session(graph)) {
        for (int i = 0; i < steps.length; i++) {
          try (TInt64 fed = TInt64.scalarOf(steps[i]);
              var result = session.runner().feed(step, fed).fetch(rate).run()) {
            rates[i] = ((TFloat32) result.get(0)).getFloat();
          }
        }
      }
    }
    return rates;
  }
}
