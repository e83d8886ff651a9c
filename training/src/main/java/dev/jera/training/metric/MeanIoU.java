package dev.jera.training.metric;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import dev.jera.runtime.Shapes;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * The mean over classes of {@code both / (true + predicted - both)}: how well what was taken for a
 * class covers it. Classes that are neither true nor predicted anywhere are left out; 0 where that
 * is all of them.
 *
 * <p>Predictions [batch, ..., classes], of which the greatest counts, the first of equals; for 2
 * classes [batch, ..., 1] or [batch], too, by the threshold. Labels class numbers, [batch, ...] or
 * [batch, ..., 1], or one-hot. Positions whose label is none of 0..classes-1, such as 255 for
 * unknown, are left out.
 *
 * @param name its name in a History
 * @param classes how many, at least 2
 * @param threshold when a single output is class 1
 * @see <a href="https://keras.io/api/metrics/segmentation_metrics/#meaniou-class">Keras MeanIoU,
 *     OneHotMeanIoU and BinaryIoU</a>
 */
@RecordBuilder
public record MeanIoU(String name, int classes, Threshold threshold)
    implements Metric, MeanIoUBuilder.With {
  private static final String CONFUSION = "confusion";

  /** Checks the name and the range. */
  public MeanIoU {
    Names.check(name);
    checkArgument(classes >= 2, "classes: %s (expected: >= 2)", classes);
  }

  /**
   * Of so many classes; a single output of a model gives a probability; named {@code mean_io_u}.
   */
  public static MeanIoU of(int classes) {
    return new MeanIoU("mean_io_u", classes, Threshold.of());
  }

  @Override
  public Map<String, Operand<? extends TNumber>> build(MetricScope scope) {
    Ops tf = scope.tf();
    Shape shape = scope.predictions().shape();
    boolean binary = LabelForms.isBinary(shape);
    checkArgument(
        binary ? classes == 2 : shape.get(shape.numDimensions() - 1) == classes,
        "Metric '%s': predictions %s (expected: [batch, ..., %s], as many as classes)",
        name,
        Shapes.format(shape),
        classes);
    Operand<TInt64> right =
        binary
            ? tf.dtypes.cast(LabelForms.likePredictions(name, scope), TInt64.class)
            : LabelForms.classNumbers(name, scope);
    Operand<TInt64> given =
        binary
            ? tf.dtypes.cast(threshold.positives(tf, scope.predictions()), TInt64.class)
            : tf.math.argMax(scope.predictions(), tf.constant(-1));
    Operand<TInt64> size = tf.constant((long) classes);
    Operand<TBool> known =
        tf.math.logicalAnd(tf.math.greaterEqual(right, tf.constant(0L)), tf.math.less(right, size));
    Operand<TInt64> cells =
        tf.select(known, tf.math.add(tf.math.mul(right, size), given), tf.constant(-1L));
    Operand<TFloat64> weights = Sums.weights(scope, given);
    return ImmutableMap.of(CONFUSION, Sums.byBucket(tf, cells, weights, classes * classes));
  }

  @Override
  public double result(MetricSums sums) {
    double[] confusion = sums.array(CONFUSION);
    double total = 0;
    int counted = 0;
    for (int number = 0; number < classes; number++) {
      double union = -confusion[number * classes + number];
      for (int other = 0; other < classes; other++) {
        union += confusion[number * classes + other] + confusion[other * classes + number];
      }
      if (union > 0) {
        total += confusion[number * classes + number] / union;
        counted++;
      }
    }
    return Sums.share(total, counted);
  }
}
