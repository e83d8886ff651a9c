package dev.jera.training.optimizer.schedule;

import static com.google.common.base.Preconditions.checkArgument;

/** The ranges and the formulas that schedules share. */
final class Rates {
  private Rates() {}

  static void checkPositive(String name, double value) {
    checkArgument(
        value > 0 && Double.isFinite(value), "%s: %s (expected: > 0, finite)", name, value);
  }

  static void checkNotNegative(String name, double value) {
    checkArgument(
        value >= 0 && Double.isFinite(value), "%s: %s (expected: >= 0, finite)", name, value);
  }

  static void checkShare(String name, double value) {
    checkArgument(value >= 0 && value <= 1, "%s: %s (expected: >= 0 and <= 1)", name, value);
  }

  static void checkSteps(String name, long steps) {
    checkArgument(steps >= 1, "%s: %s (expected: >= 1)", name, steps);
  }

  /** How many times these steps are over, with the part of the next ones. */
  static double ratio(long step, long steps) {
    return whole(step, steps) + part(step, steps);
  }

  /** How many times these steps are over. */
  static double whole(long step, long steps) {
    return (double) Math.floorDiv(step, steps);
  }

  /** Which part of the next such steps is over, below 1. */
  static double part(long step, long steps) {
    return (double) Math.floorMod(step, steps) / steps;
  }

  /** Half a turn of the cosine: from 1 at 0 to 0 at 1. */
  static double cosine(double fraction) {
    return 0.5 + 0.5 * Math.cos(Math.PI * fraction);
  }
}
