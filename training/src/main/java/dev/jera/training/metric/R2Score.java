package dev.jera.training.metric;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import dev.jera.runtime.Shapes;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * {@code 1 - sum((label - prediction)^2) / sum((label - mean label)^2)}, the share of the labels'
 * variation that is predicted; of several outputs the mean. 1 is perfect; the mean label everywhere
 * gives 0, and worse predictions less. An output whose labels do not vary gives 0.
 *
 * <p>Predictions and labels [batch] or [batch, ..., outputs], of one shape but for an axis of size
 * 1 at the end.
 *
 * @param name its name in a History
 * @see <a href="https://keras.io/api/metrics/regression_metrics/#r2score-class">Keras R2Score</a>
 */
@RecordBuilder
public record R2Score(String name) implements Metric, R2ScoreBuilder.With {
  /** A smaller share of the sum of squares is rounding: float32 labels cannot vary so little. */
  private static final double ROUNDING = 1e-14;

  private static final String WEIGHT = "weight";
  private static final String LABELS = "labels";
  private static final String SQUARES = "squared_labels";
  private static final String ERRORS = "squared_errors";

  /** Checks the name. */
  public R2Score {
    Names.check(name);
  }

  /** Named {@code r2_score}. */
  public static R2Score of() {
    return new R2Score("r2_score");
  }

  @Override
  public Map<String, Operand<? extends TNumber>> build(MetricScope scope) {
    Ops tf = scope.tf();
    Shape shape = scope.predictions().shape();
    long outputs = shape.numDimensions() == 1 ? 1 : shape.get(shape.numDimensions() - 1);
    checkArgument(
        outputs >= 1,
        "Metric '%s': predictions %s (expected: [batch, ..., outputs], their number known)",
        name,
        Shapes.format(shape));
    int columns = Math.toIntExact(outputs);
    Operand<TFloat64> labels = rows(tf, LabelForms.likePredictions(name, scope), columns);
    Operand<TFloat64> predictions = rows(tf, scope.predictions(), columns);
    Operand<TFloat64> weights = Sums.rowWeights(scope, columns);
    Operand<TFloat64> errors = tf.math.squaredDifference(labels, predictions);
    return ImmutableMap.of(
        WEIGHT, tf.reduceSum(weights, tf.constant(0)),
        LABELS, Sums.ofColumns(tf, labels, weights, columns),
        SQUARES, Sums.ofColumns(tf, tf.math.square(labels), weights, columns),
        ERRORS, Sums.ofColumns(tf, errors, weights, columns));
  }

  private static Operand<TFloat64> rows(Ops tf, Operand<? extends TNumber> values, int columns) {
    return tf.dtypes.cast(tf.reshape(values, tf.array(-1, columns)), TFloat64.class);
  }

  @Override
  public double result(MetricSums sums) {
    double weight = sums.scalar(WEIGHT);
    double[] labels = sums.array(LABELS);
    double[] squares = sums.array(SQUARES);
    double[] errors = sums.array(ERRORS);
    double total = 0;
    for (int output = 0; output < errors.length; output++) {
      double variation = squares[output] - labels[output] * labels[output] / weight;
      total += variation <= ROUNDING * squares[output] ? 0 : 1 - errors[output] / variation;
    }
    return total / errors.length;
  }
}
