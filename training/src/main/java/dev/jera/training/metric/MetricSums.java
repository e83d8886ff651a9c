package dev.jera.training.metric;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * The sums of a metric over all examples so far.
 *
 * @param values each in row-major order, by name; all 0 before the first example
 */
public record MetricSums(Map<String, double[]> values) {
  /** Copies the map. */
  public MetricSums {
    values = ImmutableMap.copyOf(values);
  }

  /** A sum of one value. */
  public double scalar(String name) {
    return array(name)[0];
  }

  /** A sum of any shape, in row-major order. */
  public double[] array(String name) {
    double[] sum = values.get(name);
    checkArgument(sum != null, "No sum '%s': there are %s", name, values.keySet());
    return sum;
  }
}
