package dev.jera.training.loss;

import static com.google.common.base.Preconditions.checkArgument;

/** The ranges that losses' numbers share. */
final class Ranges {
  private Ranges() {}

  static void checkShare(String name, double value) {
    checkArgument(value >= 0 && value <= 1, "%s: %s (expected: 0 to 1)", name, value);
  }

  /** Finite as the graph sees it, too, which computes in float32. */
  static void checkNotNegative(String name, double value) {
    checkArgument(
        value >= 0 && Float.isFinite((float) value),
        "%s: %s (expected: >= 0, as a float32)",
        name,
        value);
  }
}
