package dev.jera.server.web;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * The calls of one second. Latencies are counted in {@value #BUCKETS} classes, each a quarter wider
 * than the one before, so that a quantile is right to some 12 %.
 */
final class LoadSecond {
  private static final int BUCKETS = 64;
  private static final double WIDTH = 1.25;
  private static final double NANOS_PER_MILLI = 1e6;

  /** The upper end of the first class: 0.05 ms; that of the last but one is 51 s. */
  private static final double FIRST_MILLIS = 0.05;

  private final int[] buckets;
  private int requests;
  private int failures;

  LoadSecond() {
    this(new int[BUCKETS], 0, 0);
  }

  private LoadSecond(int[] buckets, int requests, int failures) {
    this.buckets = buckets;
    this.requests = requests;
    this.failures = failures;
  }

  LoadSecond copy() {
    return new LoadSecond(buckets.clone(), requests, failures);
  }

  void add(Duration took, boolean failed) {
    requests++;
    failures += failed ? 1 : 0;
    buckets[bucket(took.toNanos() / NANOS_PER_MILLI)]++;
  }

  int requests() {
    return requests;
  }

  int failures() {
    return failures;
  }

  /**
   * The latency that this share of the calls kept to, in milliseconds: the middle of its class.
   *
   * @param share 0 to 1, such as 0.99
   * @return empty where there were no calls
   */
  OptionalDouble quantile(double share) {
    long wanted = Math.max(1, (long) Math.ceil(share * requests));
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += buckets[i];
      if (seen >= wanted) {
        return OptionalDouble.of(FIRST_MILLIS * Math.pow(WIDTH, i - 0.5));
      }
    }
    return OptionalDouble.empty();
  }

  private static int bucket(double millis) {
    double classes = Math.log(millis / FIRST_MILLIS) / Math.log(WIDTH);
    return (int) Math.max(0, Math.min(BUCKETS - 1, Math.ceil(classes)));
  }
}
