package dev.jera.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class StepTimesTest {
  private static final long MANY = 1_000_000;

  /** Makes runs of as many steps as are wanted, until a number is chosen for good. */
  private static int chosen(long stepsLeft, IntUnaryOperator microsOfRun) {
    StepTimes times = new StepTimes("a test");
    for (int run = 0; run < 200; run++) {
      int steps = times.next(stepsLeft);
      times.add(steps, 1_000L * microsOfRun.applyAsInt(steps));
    }
    assertThat(times.next(stepsLeft)).isEqualTo(times.chosen());
    return times.chosen();
  }

  @Test
  void takesTheNumberWhoseStepsAreFastest() {
    assertThat(chosen(MANY, steps -> 100 + 50 * steps)).isEqualTo(16);
    assertThat(chosen(MANY, steps -> 100 + (steps == 16 ? 70 : 50) * steps)).isEqualTo(4);
    assertThat(chosen(MANY, steps -> 100 * steps)).isEqualTo(1);
  }

  @Test
  void triesNoneWhereStepsAreLong() {
    assertThat(chosen(MANY, steps -> 2_001)).isEqualTo(1);
    assertThat(chosen(MANY, steps -> 1_999)).isEqualTo(16);
  }

  @Test
  void triesNoneThatTheRestOfTheRunDoesNotPay() {
    assertThat(chosen(1_000, steps -> 999)).isEqualTo(1);
    assertThat(chosen(1_010, steps -> 999)).isEqualTo(4);
  }

  @Test
  void theFirstRunsAndRunsOfOtherNumbersDoNotCount() {
    StepTimes times = new StepTimes("a test");
    for (int run = 0; run < 8; run++) {
      assertThat(times.next(MANY)).isEqualTo(1);
      times.add(1, Duration.ofSeconds(1).toNanos());
    }
    for (int run = 0; run < 16; run++) {
      assertThat(times.next(MANY)).isEqualTo(1);
      times.add(4, 1);
      times.add(1, Duration.ofMillis(1).toNanos());
    }
    assertThat(times.next(MANY)).isEqualTo(1);
    times.add(1, 1);
    assertThat(times.next(MANY)).isEqualTo(4);
    times.add(1, 1);
    assertThat(times.next(MANY)).as("whose turn it still is").isEqualTo(4);
    times.add(4, 1);
    assertThat(times.next(MANY)).isEqualTo(16);
    assertThat(times.chosen()).isEqualTo(1);
  }
}
