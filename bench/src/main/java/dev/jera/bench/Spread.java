package dev.jera.bench;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.stream.DoubleStream;

/** Where numbers lie. */
public record Spread(double median, double min, double max) {

  /**
   * The spread of these numbers.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Spread of(DoubleStream numbers) {
    double[] sorted = numbers.sorted().toArray();
    int n = sorted.length;
    checkArgument(n > 0, "numbers: none (expected: at least one)");
    double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    return new Spread(median, sorted[0], sorted[n - 1]);
  }
}
