package dev.jera.training.metric;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * The mean of the predictions themselves, whatever the labels: to watch what a model gives.
 *
 * <p>Predictions [batch, ...]; every value counts.
 *
 * @param name its name in a History
 * @see <a href="https://keras.io/api/metrics/reduction_metrics/#mean-class">Keras Mean</a>
 */
@RecordBuilder
public record Mean(String name) implements MeanMetric, MeanBuilder.With {

  /** Checks the name. */
  public Mean {
    Names.check(name);
  }

  /** Named {@code mean}. */
  public static Mean of() {
    return new Mean("mean");
  }

  @Override
  public Operand<TFloat32> values(MetricScope scope) {
    return scope.predictions();
  }
}
