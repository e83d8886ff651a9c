package dev.jera.server.metrics;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/**
 * Durations in microseconds, in TensorFlow Serving's buckets: up to 10, each 1.8 times the one
 * before.
 */
final class LatencyHistogram {
  private static final int BUCKETS = 33;
  private static final double FIRST = 10;
  private static final double GROWTH = 1.8;
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double[] LIMITS = limits();

  private final LongAdder[] counts = new LongAdder[BUCKETS + 1];
  private final DoubleAdder sum = new DoubleAdder();

  LatencyHistogram() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  private static double[] limits() {
    double[] limits = new double[BUCKETS];
    double limit = FIRST;
    for (int i = 0; i < BUCKETS; i++) {
      limits[i] = limit;
      limit *= GROWTH;
    }
    return limits;
  }

  void record(Duration took) {
    double micros = took.toNanos() / NANOS_PER_MICRO;
    int bucket = 0;
    while (bucket < BUCKETS && micros > LIMITS[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    sum.add(micros);
  }

  /**
   * Writes the lines of Prometheus' text format.
   *
   * @param labels as {@code model_name="mnist"}
   */
  void write(StringBuilder text, String name, String labels) {
    long below = 0;
    for (int i = 0; i <= BUCKETS; i++) {
      below += counts[i].sum();
      String limit = i < BUCKETS ? sixDigits(LIMITS[i]) : "+Inf";
      text.append(name).append("_bucket{").append(labels).append(",le=\"").append(limit);
      text.append("\"} ").append(below).append('\n');
    }
    text.append(name).append("_sum{").append(labels).append("} ").append(sum.sum()).append('\n');
    text.append(name).append("_count{").append(labels).append("} ").append(below).append('\n');
  }

  private static String sixDigits(double value) {
    return new BigDecimal(value, new MathContext(6)).stripTrailingZeros().toPlainString();
  }
}
