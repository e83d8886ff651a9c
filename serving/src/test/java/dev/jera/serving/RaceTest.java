package dev.jera.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.serving.Race.Times;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class RaceTest {
  @Test
  void eachWayRunsOnItsOwnThread() {
    Set<Thread> first = new HashSet<>();
    Set<Thread> second = new HashSet<>();
    try (Lane lane = new Lane();
        Lane other = new Lane()) {
      Race.run(
          new Race.Way(lane, () -> first.add(Thread.currentThread())),
          new Race.Way(other, () -> second.add(Thread.currentThread())));
      assertThat(first).containsExactly(lane.call(Thread::currentThread));
      assertThat(second).containsExactly(other.call(Thread::currentThread));
    }
  }

  /** Every fifth run is short by luck, which the least of the times would take for the rule. */
  @Test
  void luckDecidesNothing() {
    int[] runs = new int[1];
    try (Lane lane = new Lane()) {
      Times times =
          Race.run(
              new Race.Way(lane, () -> park(400_000)),
              new Race.Way(lane, () -> park(runs[0]++ % 5 == 4 ? 1 : 2_000_000)));
      assertThat(times.second()).as("%s", times).isGreaterThanOrEqualTo(2_000_000);
    }
  }

  /** Each fills its turn, so that there are three: a quarter of them would be the least. */
  @Test
  void oneLuckyRunOfSlowOnesDecidesNothing() {
    int[] runs = new int[1];
    try (Lane lane = new Lane()) {
      Times times =
          Race.run(
              new Race.Way(lane, () -> park(10_000_000)),
              new Race.Way(lane, () -> park(runs[0]++ == 2 ? 6_000_000 : 10_000_000)));
      assertThat(times.second()).as("%s", times).isGreaterThanOrEqualTo(10_000_000);
    }
  }

  private static void park(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Test
  void lessThanATwentiethIsNoGain() {
    assertThat(new Times(104, 100).isSecondFaster()).isFalse();
    assertThat(new Times(106, 100).isSecondFaster()).isTrue();
    assertThat(new Times(125, 100)).hasToString("1.25 times as fast");
  }
}
