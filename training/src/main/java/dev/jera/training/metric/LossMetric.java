package dev.jera.training.metric;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Shapes;
import dev.jera.training.loss.Loss;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * The mean of any loss over examples, {@code sum(w * loss) / sum(w)}: every loss is a metric, too,
 * such as {@code LossMetric.of("mean_squared_error", MeanSquaredError.of())}.
 *
 * <p>Predictions and labels as the loss wants them; what its mask leaves out is not counted. It may
 * differ from the {@code loss} of a History, which has the penalties of regularizers in it, and
 * divides by the number of examples where they are weighted.
 *
 * @param name its name in a History
 * @param loss what is measured
 * @see <a href="https://keras.io/api/metrics/regression_metrics/">Keras MeanSquaredError and its
 *     like</a>
 */
@RecordBuilder
public record LossMetric(String name, Loss loss) implements Metric, LossMetricBuilder.With {

  /** Checks the name. */
  public LossMetric {
    Names.check(name);
  }

  /** The mean of this loss, under this name. */
  public static LossMetric of(String name, Loss loss) {
    return new LossMetric(name, loss);
  }

  @Override
  public Map<String, Operand<? extends TNumber>> build(MetricScope scope) {
    Ops tf = scope.tf();
    Shape given = scope.labels().shape();
    Shape wanted = loss.labelShape(scope.predictions().shape());
    checkArgument(
        Shapes.fits(given, wanted),
        "Metric '%s': labels %s (expected: %s, as %s wants them)",
        name,
        Shapes.format(given),
        Shapes.format(wanted),
        loss);
    Class<? extends TType> type = loss.labelDtype().tensorType().orElseThrow();
    Operand<? extends TNumber> labels =
        tf.dtypes.cast(scope.labels(), type.asSubclass(TNumber.class));
    Operand<TFloat32> losses = loss.build(tf, labels, scope.predictions());
    Operand<TFloat64> weights = Sums.weights(scope, losses);
    Operand<TFloat64> counted =
        loss.mask(tf, labels)
            .<Operand<TFloat64>>map(
                mask -> tf.math.mul(weights, tf.dtypes.cast(mask, TFloat64.class)))
            .orElse(weights);
    return Sums.ofMean(tf, losses, counted);
  }

  @Override
  public double result(MetricSums sums) {
    return Sums.mean(sums);
  }
}
