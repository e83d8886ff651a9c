package dev.jera.training.metric;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;

/**
 * {@code sqrt(mean((label - prediction)^2))} over all values of all examples.
 *
 * <p>Predictions and labels [batch, ...], of one shape but for an axis of size 1 at the end.
 *
 * @param name its name in a History
 * @see <a href="https://keras.io/api/metrics/regression_metrics/#rootmeansquarederror-class">Keras
 *     RootMeanSquaredError</a>
 */
@RecordBuilder
public record RootMeanSquaredError(String name)
    implements MeanMetric, RootMeanSquaredErrorBuilder.With {

  /** Checks the name. */
  public RootMeanSquaredError {
    Names.check(name);
  }

  /** Named {@code root_mean_squared_error}. */
  public static RootMeanSquaredError of() {
    return new RootMeanSquaredError("root_mean_squared_error");
  }

  @Override
  public Operand<TFloat64> values(MetricScope scope) {
    Ops tf = scope.tf();
    return tf.math.squaredDifference(
        tf.dtypes.cast(scope.predictions(), TFloat64.class),
        tf.dtypes.cast(LabelForms.likePredictions(name, scope), TFloat64.class));
  }

  @Override
  public double result(MetricSums sums) {
    return Math.sqrt(Sums.mean(sums));
  }
}
