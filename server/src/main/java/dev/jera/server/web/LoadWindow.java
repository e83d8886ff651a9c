package dev.jera.server.web;

import com.google.common.base.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Counts calls a second over the last {@value #SECONDS} whole seconds. For several threads. */
final class LoadWindow {
  /** How many seconds are remembered. */
  static final int SECONDS = 60;

  private final Ticker ticker;
  private final long[] starts = new long[SECONDS + 1];
  private final LoadSecond[] ring = new LoadSecond[SECONDS + 1];

  LoadWindow(Ticker ticker) {
    this.ticker = ticker;
    long now = second();
    for (int i = 0; i < ring.length; i++) {
      starts[i] = now;
      ring[i] = new LoadSecond();
    }
  }

  /** Counts a call that ends now. */
  synchronized void add(Duration took, boolean failed) {
    long now = second();
    int at = at(now);
    if (starts[at] != now) {
      starts[at] = now;
      ring[at] = new LoadSecond();
    }
    ring[at].add(took, failed);
  }

  /** The last whole seconds, the oldest first; the one that is running is left out. */
  synchronized List<LoadSecond> seconds() {
    long now = second();
    List<LoadSecond> seconds = new ArrayList<>();
    for (long second = now - SECONDS; second < now; second++) {
      int at = at(second);
      seconds.add(starts[at] == second ? ring[at].copy() : new LoadSecond());
    }
    return seconds;
  }

  private static int at(long second) {
    return Math.floorMod(second, SECONDS + 1);
  }

  private long second() {
    return TimeUnit.NANOSECONDS.toSeconds(ticker.read());
  }
}
