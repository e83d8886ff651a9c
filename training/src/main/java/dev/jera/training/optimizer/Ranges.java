package dev.jera.training.optimizer;

import static com.google.common.base.Preconditions.checkArgument;

/** The ranges that optimizers' numbers share. */
final class Ranges {
  private Ranges() {}

  static void checkLearningRate(double rate) {
    checkArgument(
        rate > 0 && Double.isFinite(rate), "learningRate: %s (expected: > 0 and finite)", rate);
  }

  static void checkDecay(String name, double value) {
    checkArgument(value >= 0 && value < 1, "%s: %s (expected: >= 0 and < 1)", name, value);
  }

  static void checkEpsilon(double epsilon) {
    checkArgument(epsilon > 0, "epsilon: %s (expected: > 0)", epsilon);
  }
}
