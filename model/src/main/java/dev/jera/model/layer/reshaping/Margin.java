package dev.jera.model.layer.reshaping;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * How much is added or cut off at the two ends of an axis.
 *
 * @param before at the beginning: before the first step, at the top or at the left; at least 0
 * @param after at the end: after the last step, at the bottom or at the right; at least 0
 */
public record Margin(int before, int after) {

  /** Checks that both are at least 0. */
  public Margin {
    checkArgument(
        before >= 0 && after >= 0,
        "margin: %s before, %s after (expected: both >= 0)",
        before,
        after);
  }

  /** The same at both ends. */
  public static Margin of(int both) {
    return new Margin(both, both);
  }

  /** One at the beginning, another at the end. */
  public static Margin of(int before, int after) {
    return new Margin(before, after);
  }

  /** Both together. */
  public long total() {
    return (long) before + after;
  }
}
