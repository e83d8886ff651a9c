package dev.jera.training.metric;

import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * A metric that is a mean over examples and, where an example has several values, over those:
 * {@code sum(w * value) / sum(w)}, w the weight of the value's example.
 */
public interface MeanMetric extends Metric {
  /**
   * Adds the ops.
   *
   * @return the values, [batch] or [batch, ...]
   * @throws IllegalArgumentException if labels or predictions of these shapes cannot be measured
   */
  Operand<? extends TNumber> values(MetricScope scope);

  @Override
  default Map<String, Operand<? extends TNumber>> build(MetricScope scope) {
    Operand<? extends TNumber> values = values(scope);
    return Sums.ofMean(scope.tf(), values, Sums.weights(scope, values));
  }

  @Override
  default double result(MetricSums sums) {
    return Sums.mean(sums);
  }
}
