package dev.jera.model.layer;

import static com.google.common.base.Preconditions.checkArgument;

/** Checks of numbers that a graph gets as float32: what double holds may be 0, 1 or infinite. */
public final class Numbers {
  private Numbers() {}

  /** Whether float32 can hold it. */
  public static boolean isFinite(double value) {
    return Float.isFinite((float) value);
  }

  /** Checks that float32 can hold it. */
  public static void checkFinite(String name, double value) {
    checkArgument(isFinite(value), "%s: %s (expected: finite)", name, value);
  }

  /** Checks that it is finite and at least 0. */
  public static void checkNotNegative(String name, double value) {
    checkArgument(value >= 0 && isFinite(value), "%s: %s (expected: >= 0, finite)", name, value);
  }

  /** Checks that it is finite and above 0. */
  public static void checkPositive(String name, double value) {
    checkArgument(
        (float) value > 0 && isFinite(value), "%s: %s (expected: > 0, finite)", name, value);
  }

  /** Checks that it is a share of something, of which some is left. */
  public static void checkBelowOne(String name, double value) {
    checkArgument(value >= 0 && (float) value < 1, "%s: %s (expected: >= 0 and < 1)", name, value);
  }

  /** Checks that it is a share of something, or all. */
  public static void checkAtMostOne(String name, double value) {
    checkArgument(value >= 0 && value <= 1, "%s: %s (expected: >= 0 and <= 1)", name, value);
  }
}
