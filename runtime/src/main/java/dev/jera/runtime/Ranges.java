package dev.jera.runtime;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The ranges that numbers share which go into a graph: they must hold of the float32 that it
 * computes with. Out of range is an {@link IllegalArgumentException} that names the number.
 */
public final class Ranges {
  private Ranges() {}

  /** Checks a number to be 0 to 1. */
  public static void checkShare(String name, double value) {
    checkArgument(value >= 0 && value <= 1, "%s: %s (expected: 0 to 1)", name, value);
  }

  /** Checks a number to be at least 0 and less than 1. */
  public static void checkDecay(String name, double value) {
    checkArgument(
        value >= 0 && (float) value < 1,
        "%s: %s (expected: >= 0 and < 1, as a float32)",
        name,
        value);
  }

  /** Checks a number to be finite and above 0; subnormal ones are 0 to TensorFlow's kernels. */
  public static void checkPositive(String name, double value) {
    checkArgument(
        (float) value >= Float.MIN_NORMAL && Float.isFinite((float) value),
        "%s: %s (expected: > 0, as a float32)",
        name,
        value);
  }

  /** Checks a number to be finite and at least 0. */
  public static void checkNotNegative(String name, double value) {
    checkArgument(
        value >= 0 && Float.isFinite((float) value),
        "%s: %s (expected: >= 0, as a float32)",
        name,
        value);
  }
}
