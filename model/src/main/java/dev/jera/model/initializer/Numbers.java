package dev.jera.model.initializer;

import static com.google.common.base.Preconditions.checkArgument;

/** Numbers that float32 can hold. */
final class Numbers {
  private Numbers() {}

  static void checkFinite(String name, double value) {
    checkArgument(Math.abs(value) <= Float.MAX_VALUE, "%s: %s (expected: finite)", name, value);
  }

  static void checkStddev(double stddev) {
    checkArgument(
        stddev >= 0 && stddev <= Float.MAX_VALUE, "stddev: %s (expected: >= 0, finite)", stddev);
  }
}
