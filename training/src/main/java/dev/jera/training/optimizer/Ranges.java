package dev.jera.training.optimizer;

import static com.google.common.base.Preconditions.checkArgument;

/** The ranges that optimizers' numbers share. */
final class Ranges {
  private Ranges() {}

  static void checkLearningRate(double rate) {
    checkPositive("learningRate", rate);
  }

  static void checkDecay(String name, double value) {
    checkArgument(
        value >= 0 && (float) value < 1,
        "%s: %s (expected: >= 0 and < 1, as a float32)",
        name,
        value);
  }

  static void checkEpsilon(double epsilon) {
    checkPositive("epsilon", epsilon);
  }

  /** Checks that the graph sees it as positive and finite, too: to its kernels subnormals are 0. */
  static void checkPositive(String name, double value) {
    checkArgument(
        (float) value >= Float.MIN_NORMAL && Float.isFinite((float) value),
        "%s: %s (expected: > 0, as a float32)",
        name,
        value);
  }

  static void checkNotNegative(String name, double value) {
    checkArgument(
        value >= 0 && Float.isFinite((float) value),
        "%s: %s (expected: >= 0, as a float32)",
        name,
        value);
  }
}
