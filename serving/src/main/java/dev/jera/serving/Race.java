package dev.jera.serving;

import java.util.Arrays;

/** Two ways to do the same, timed in turn, so that a machine that slows down favours neither. */
final class Race {
  private static final int MOST_ROUNDS = 25;
  private static final int FEWEST_ROUNDS = 3;
  private static final long ENOUGH_NANOS = 25_000_000;

  private Race() {}

  /**
   * Times both.
   *
   * @return the least time of each in nanoseconds, which other work on the machine disturbs least;
   *     a first run is not counted
   */
  static Times run(Runnable first, Runnable second) {
    Runnable[] ways = {first, second};
    long[] least = new long[ways.length];
    Arrays.fill(least, Long.MAX_VALUE);
    first.run();
    second.run();
    long start = System.nanoTime();
    for (int round = 0;
        round < FEWEST_ROUNDS || (round < MOST_ROUNDS && System.nanoTime() - start < ENOUGH_NANOS);
        round++) {
      for (int way = 0; way < ways.length; way++) {
        long begin = System.nanoTime();
        ways[way].run();
        least[way] = Math.min(least[way], System.nanoTime() - begin);
      }
    }
    return new Times(least[0], least[1]);
  }

  /** What was timed, in nanoseconds. */
  record Times(long first, long second) {
    /** Less is noise. */
    private static final double GAIN = 1.05;

    boolean isSecondFaster() {
      return first > GAIN * second;
    }

    long least() {
      return Math.min(first, second);
    }

    /** As {@code 1.25 times as fast}. */
    @Override
    public String toString() {
      return "%.2f times as fast".formatted((double) first / second);
    }
  }
}
