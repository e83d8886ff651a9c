package dev.jera.training.metric;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Shapes;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * The share of examples whose most probable class is the right one.
 *
 * <p>Predictions [batch, classes]; labels [batch], class numbers, or [batch, classes], one-hot.
 *
 * @see <a
 *     href="https://keras.io/api/metrics/accuracy_metrics/#sparsecategoricalaccuracy-class">Keras
 *     SparseCategoricalAccuracy and CategoricalAccuracy</a>
 */
public record Accuracy() implements MeanMetric {

  /** An accuracy. */
  public static Accuracy of() {
    return new Accuracy();
  }

  @Override
  public String name() {
    return "accuracy";
  }

  @Override
  public Operand<TFloat32> values(MetricScope scope) {
    Ops tf = scope.tf();
    Operand<? extends TNumber> labels = scope.labels();
    Operand<TFloat32> predictions = scope.predictions();
    Shape shape = predictions.shape();
    checkArgument(
        shape.numDimensions() == 2 && shape.get(1) >= 2,
        "Accuracy: predictions %s (expected: [batch, classes], at least 2 classes)",
        Shapes.format(shape));
    boolean classNumbers = labels.shape().numDimensions() < predictions.shape().numDimensions();
    Operand<TInt64> right =
        classNumbers
            ? tf.dtypes.cast(labels, TInt64.class)
            : tf.math.argMax(labels, tf.constant(-1));
    Operand<TInt64> given = tf.math.argMax(predictions, tf.constant(-1));
    return tf.dtypes.cast(tf.math.equal(given, right), TFloat32.class);
  }
}
