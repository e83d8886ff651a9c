package dev.jera.training.optimizer;

import static com.google.common.base.Preconditions.checkArgument;

/** The ranges that optimizers' numbers share. */
final class Ranges {
  private Ranges() {}

  static void checkLearningRate(double rate) {
    checkArgument(isPositiveFloat(rate), "learningRate: %s (expected: > 0, as a float32)", rate);
  }

  static void checkDecay(String name, double value) {
    checkArgument(value >= 0 && value < 1, "%s: %s (expected: >= 0 and < 1)", name, value);
  }

  static void checkEpsilon(double epsilon) {
    checkArgument(isPositiveFloat(epsilon), "epsilon: %s (expected: > 0, as a float32)", epsilon);
  }

  /** Whether the graph, which computes in float32, sees it as positive and finite, too. */
  private static boolean isPositiveFloat(double value) {
    return (float) value > 0 && Float.isFinite((float) value);
  }
}
