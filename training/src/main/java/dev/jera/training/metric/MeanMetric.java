package dev.jera.training.metric;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/** A metric that is a mean over examples, {@code sum(w * value) / sum(w)}. */
public interface MeanMetric extends Metric {
  /**
   * Adds the ops.
   *
   * @return the value of each example, [batch]
   * @throws IllegalArgumentException if labels or predictions of these shapes cannot be measured
   */
  Operand<TFloat32> values(MetricScope scope);

  @Override
  default Map<String, Operand<? extends TNumber>> build(MetricScope scope) {
    Ops tf = scope.tf();
    Operand<TFloat64> values = tf.dtypes.cast(values(scope), TFloat64.class);
    Operand<TFloat64> weights = tf.dtypes.cast(scope.weights(), TFloat64.class);
    return ImmutableMap.of(
        "total", tf.reduceSum(tf.math.mul(values, weights), tf.constant(0)),
        "weight", tf.reduceSum(weights, tf.constant(0)));
  }

  @Override
  default double result(MetricSums sums) {
    return sums.scalar("total") / sums.scalar("weight");
  }
}
