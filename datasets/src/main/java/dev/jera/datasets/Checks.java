package dev.jera.datasets;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.OptionalLong;

/** Checks that several operations share. */
final class Checks {

  private Checks() {}

  /** A number of examples to take or to leave out. */
  static long count(long n, OptionalLong available) {
    if (available.isPresent()) {
      checkArgument(
          n >= 0 && n <= available.getAsLong(),
          "n: %s (expected: 0..%s, the number of examples)",
          n,
          available.getAsLong());
    }
    return notNegative("n", n);
  }

  static long notNegative(String name, long value) {
    checkArgument(value >= 0, "%s: %s (expected: >= 0)", name, value);
    return value;
  }

  static int positive(String name, int value) {
    checkArgument(value > 0, "%s: %s (expected: >= 1)", name, value);
    return value;
  }

  static long index(long index, long size) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(
          size == 0
              ? "index: %d (expected: none, there are no examples)".formatted(index)
              : "index: %d (expected: 0..%d)".formatted(index, size - 1));
    }
    return index;
  }

  /** Indices of examples, in any order. */
  static void order(int[] order, long size) {
    for (int i = 0; i < order.length; i++) {
      if (order[i] < 0 || order[i] >= size) {
        throw new IllegalArgumentException(
            "order[%d]: %d (expected: an index of the %d examples)".formatted(i, order[i], size));
      }
    }
  }
}
