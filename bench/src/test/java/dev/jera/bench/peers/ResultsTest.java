package dev.jera.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jera.bench.Spread;
import dev.jera.bench.engine.Cnn;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultsTest {
  private static final Task TASK = Task.train(64);
  private final Results results = new Results();

  private void add(String engine, double... secondsOfTenSteps) {
    for (double seconds : secondsOfTenSteps) {
      results.add(engine, new Turn(TASK, List.of((long) (seconds * 1e9)), 10, 1));
    }
  }

  @Test
  void ratiosAreFormedRoundByRound() {
    add("a", 1, 4);
    add("b", 2, 4);

    assertThat(results.ratio("a", "b", TASK)).isEqualTo(new Spread(1.5, 1, 2));
  }

  @Test
  void fractionsAreOfTheCeilingInTheSameRound() {
    add("a", 1, 2);
    Ceiling ceiling = new Ceiling(Map.of("Eigen", List.of(40e9, 10e9)));

    // 16.4 MFLOP an image, 640 images in one second and in two.
    Spread fraction = results.ofCeiling("a", TASK, new Cnn(1), ceiling);

    assertThat(fraction.min()).isCloseTo(640 * 16.4e6 / 40e9, within(0.001));
    assertThat(fraction.max()).isCloseTo(320 * 16.4e6 / 10e9, within(0.001));
  }
}
