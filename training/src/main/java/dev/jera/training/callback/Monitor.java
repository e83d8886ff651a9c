package dev.jera.training.callback;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Map;

/**
 * A result that is watched for getting better.
 *
 * @param name its name in the results, such as {@code val_loss}
 * @param mode which way is better
 * @param minDelta by how much it must be better to count
 */
record Monitor(String name, Mode mode, double minDelta) {
  /** Nothing was seen yet. */
  static final double NONE = Double.NaN;

  Monitor {
    checkArgument(!name.isEmpty(), "monitor: '' (expected: the name of a result)");
    checkArgument(
        minDelta >= 0 && Double.isFinite(minDelta), "minDelta: %s (expected: >= 0)", minDelta);
  }

  /**
   * Its value in a row of results.
   *
   * @throws IllegalArgumentException if it is not there
   */
  double in(Map<String, Double> results) {
    Double value = results.get(name);
    checkArgument(
        value != null,
        "monitor: '%s' is not in the results (expected: one of %s; those with val_ need validation data)",
        name,
        results.keySet());
    return value;
  }

  /** Whether a value is better than a reference; any number is better than {@link #NONE}. */
  boolean isBetter(double value, double reference) {
    if (Double.isNaN(reference)) {
      return !Double.isNaN(value);
    }
    return mode.resolve(name) == Mode.MAX
        ? value > reference + minDelta
        : value < reference - minDelta;
  }
}
