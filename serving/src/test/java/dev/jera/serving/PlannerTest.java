package dev.jera.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.serving.Race.Times;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
  /** Times of the whole batch, of all its parts at once, and of one thread's parts alone. */
  @ParameterizedTest
  @CsvSource({"150, 100, 150, true", "100, 110, 55, true", "100, 110, 90, false"})
  void aBatchIsCutWhereAllItsPartsOrOneThreadsAreFaster(
      long whole, long parts, long share, boolean cut) {
    assertThat(gain(whole, parts, share).gains()).isEqualTo(cut);
  }

  @ParameterizedTest
  @CsvSource({"106, 100, false", "104, 100, true", "81, 100, true", "79, 100, false"})
  void oneThreadsPartsAreTimedWhereAllTogetherDecideNothing(
      long whole, long parts, boolean isInDoubt) {
    assertThat(Planner.Gain.isInDoubt(new Times(whole, parts))).isEqualTo(isInDoubt);
  }

  @Test
  void aGainTellsWhatWasMeasured() {
    assertThat(gain(98, 100, 49))
        .hasToString("0.98 times as fast, one thread's part alone 2.00 times as fast");
    assertThat(new Planner.Gain(new Times(150, 100), Optional.empty()))
        .hasToString("1.50 times as fast");
  }

  private static Planner.Gain gain(long whole, long parts, long share) {
    return new Planner.Gain(new Times(whole, parts), Optional.of(new Times(whole, share)));
  }
}
