package dev.jera.serving;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Two ways to do the same, timed in turn, so that a machine that slows down favours neither. */
final class Race {
  private static final int MOST_ROUNDS = 25;
  private static final int FEWEST_ROUNDS = 3;
  private static final long ENOUGH_NANOS = 25_000_000;

  /** In a row, as after the other way's run the caches are the other way's. */
  private static final int RUNS_A_TURN = 3;

  private static final long ENOUGH_FOR_A_TURN = ENOUGH_NANOS / (2 * FEWEST_ROUNDS);

  private Race() {}

  /** A way to do it, and the thread that does. */
  record Way(Lane lane, Runnable run) {

    private void turn(List<Long> nanos) {
      nanos.addAll(lane.call(this::times));
    }

    private List<Long> times() {
      List<Long> nanos = new ArrayList<>(RUNS_A_TURN);
      long spent = 0;
      for (int i = 0; i < RUNS_A_TURN && spent < ENOUGH_FOR_A_TURN; i++) {
        long begin = System.nanoTime();
        run.run();
        nanos.add(System.nanoTime() - begin);
        spent += nanos.get(i);
      }
      return nanos;
    }
  }

  /**
   * Times both.
   *
   * @return what a quarter of the runs of each, and two at least, took at most, in nanoseconds:
   *     other work on the machine lengthens some runs, and luck shortens some that wait for
   *     threads; a first run is not counted
   */
  static Times run(Way first, Way second) {
    List<Long> ofFirst = new ArrayList<>();
    List<Long> ofSecond = new ArrayList<>();
    first.lane().run(first.run());
    second.lane().run(second.run());
    long start = System.nanoTime();
    for (int round = 0;
        round < FEWEST_ROUNDS || (round < MOST_ROUNDS && System.nanoTime() - start < ENOUGH_NANOS);
        round++) {
      first.turn(ofFirst);
      second.turn(ofSecond);
    }
    return new Times(lowerQuartile(ofFirst), lowerQuartile(ofSecond));
  }

  private static long lowerQuartile(List<Long> nanos) {
    Collections.sort(nanos);
    return nanos.get(Math.max(1, nanos.size() / 4));
  }

  /** What was timed, in nanoseconds. */
  record Times(long first, long second) {
    /** Less is noise. */
    private static final double GAIN = 1.05;

    boolean isSecondFaster() {
      return gain() > GAIN;
    }

    /** How many times as fast the second way is. */
    double gain() {
      return (double) first / second;
    }

    long least() {
      return Math.min(first, second);
    }

    /** As {@code 1.25 times as fast}. */
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.2f times as fast", gain());
    }
  }
}
