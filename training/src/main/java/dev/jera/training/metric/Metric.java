package dev.jera.training.metric;

import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * What is measured beside the loss: a description, without native memory.
 *
 * <p>A metric is computed from sums over all examples, which stay in the graph, so that it does not
 * depend on how the examples were batched.
 */
public interface Metric {
  /** Its name in a History and on the progress line, such as {@code accuracy}. */
  String name();

  /**
   * Adds the ops.
   *
   * @return what a batch adds to each sum, by the sum's name, of a shape that is wholly known; sums
   *     are kept in float64
   * @throws IllegalArgumentException if labels or predictions of these shapes cannot be measured
   */
  Map<String, Operand<? extends TNumber>> build(MetricScope scope);

  /**
   * The metric.
   *
   * @param sums the sums of the examples so far
   * @return what the metric says where there are no examples: NaN for a mean
   */
  double result(MetricSums sums);
}
