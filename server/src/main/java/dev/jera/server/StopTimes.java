package dev.jera.server;

import com.google.common.collect.Comparators;
import java.time.Duration;

/**
 * How the time is spent that a server may take to stop.
 *
 * @param farewell how long clients may take to hear of it, at most
 * @param requests how long those under way may take from then on
 * @param total all of it; what is left is for the models
 */
record StopTimes(Duration farewell, Duration requests, Duration total) {
  private static final int SHARES = 10;
  private static final Duration LONGEST_SHARE = Duration.ofSeconds(1);

  /** A tenth, a second at most, for the farewell, as much for the models, the rest for requests. */
  static StopTimes of(Duration total) {
    Duration share = Comparators.min(total.dividedBy(SHARES), LONGEST_SHARE);
    return new StopTimes(share, total.minus(share).minus(share), total);
  }
}
