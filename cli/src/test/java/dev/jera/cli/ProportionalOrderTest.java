package dev.jera.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProportionalOrderTest {
  /** 60 of class 0, 30 of class 1, 10 of class 2. */
  private static final int[] LABELS =
      IntStream.range(0, 100).map(i -> i < 60 ? 0 : i < 90 ? 1 : 2).toArray();

  @Test
  void everyIndexComesOnce() {
    assertThat(ProportionalOrder.of(LABELS, 7))
        .containsExactlyInAnyOrder(IntStream.range(0, 100).toArray());
  }

  @Test
  void everyFifthHasTheClassesInProportion() {
    int[] order = ProportionalOrder.of(LABELS, 7);

    for (int from = 0; from < 100; from += 20) {
      int[] counts = new int[3];
      Arrays.stream(order, from, from + 20).forEach(index -> counts[LABELS[index]]++);
      assertThat(counts).containsExactly(12, 6, 2);
    }
  }

  @Test
  void seedDecidesTheOrder() {
    assertThat(ProportionalOrder.of(LABELS, 7)).isEqualTo(ProportionalOrder.of(LABELS, 7));
    assertThat(ProportionalOrder.of(LABELS, 8)).isNotEqualTo(ProportionalOrder.of(LABELS, 7));
  }
}
