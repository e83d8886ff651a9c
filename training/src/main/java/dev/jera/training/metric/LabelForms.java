package dev.jera.training.metric;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Shapes;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** Brings labels to the form in which they can be compared with predictions, or refuses them. */
final class LabelForms {
  private LabelForms() {}

  /** Whether predictions are one value each: [batch], or a last axis of size 1. */
  static boolean isBinary(Shape predictions) {
    int rank = predictions.numDimensions();
    return rank == 1 || (rank > 1 && predictions.get(rank - 1) == 1);
  }

  /**
   * How many classes predictions [batch, ..., classes] tell apart.
   *
   * @param metric the name, for errors
   * @throws IllegalArgumentException unless at least 2
   */
  static int classes(String metric, Shape predictions) {
    int rank = predictions.numDimensions();
    checkArgument(
        rank >= 2 && predictions.get(rank - 1) >= 2,
        "Metric '%s': predictions %s (expected: [batch, ..., classes], at least 2 classes)",
        metric,
        Shapes.format(predictions));
    return Math.toIntExact(predictions.get(rank - 1));
  }

  /**
   * Labels in the shape of the predictions, an axis of size 1 at the end added or dropped.
   *
   * @param metric the name, for errors
   * @throws IllegalArgumentException if they differ in more
   */
  static Operand<? extends TNumber> likePredictions(String metric, MetricScope scope) {
    Ops tf = scope.tf();
    Operand<? extends TNumber> labels = scope.labels();
    Shape given = labels.shape();
    Shape wanted = scope.predictions().shape();
    boolean known = !given.isUnknown() && !wanted.isUnknown() && wanted.numDimensions() > 0;
    if (known && Shapes.fits(given, wanted)) {
      return labels;
    }
    if (known && Shapes.fits(given.append(1), wanted)) {
      return tf.expandDims(labels, tf.constant(-1));
    }
    if (known && Shapes.fits(given, wanted.append(1))) {
      return dropLast(tf, labels);
    }
    throw new IllegalArgumentException(
        "Metric '%s': labels %s, predictions %s (expected: one shape, but for an axis of size 1 at the end)"
            .formatted(metric, Shapes.format(given), Shapes.format(wanted)));
  }

  /**
   * The class of every position, [batch, ...], for predictions [batch, ..., classes].
   *
   * @param metric the name, for errors
   * @throws IllegalArgumentException if labels are neither class numbers [batch, ...] or [batch,
   *     ..., 1], nor one-hot like the predictions
   */
  static Operand<TInt64> classNumbers(String metric, MetricScope scope) {
    Ops tf = scope.tf();
    Shape predictions = scope.predictions().shape();
    int classes = classes(metric, predictions);
    Operand<? extends TNumber> labels = scope.labels();
    Shape given = labels.shape();
    Shape positions = predictions.take(predictions.numDimensions() - 1);
    if (!given.isUnknown() && Shapes.fits(given, positions)) {
      return tf.dtypes.cast(labels, TInt64.class);
    }
    if (!given.isUnknown() && Shapes.fits(given, positions.append(1))) {
      return tf.dtypes.cast(dropLast(tf, labels), TInt64.class);
    }
    checkArgument(
        !given.isUnknown() && Shapes.fits(given, predictions),
        "Metric '%s': labels %s (expected: class numbers %s, or one-hot %s)",
        metric,
        Shapes.format(given),
        Shapes.format(positions),
        Shapes.format(positions.append(classes)));
    return tf.math.argMax(labels, tf.constant(-1));
  }

  private static <T extends TNumber> Operand<T> dropLast(Ops tf, Operand<T> values) {
    return tf.squeeze(values, Squeeze.axis(List.of(-1L)));
  }
}
