package dev.jera.training.metric;

import static com.google.common.base.Preconditions.checkArgument;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * The share of examples whose class is among the k most probable ones; classes as probable as the
 * k-th are all among them.
 *
 * <p>Predictions [batch, ..., classes]; labels class numbers, [batch, ...] or [batch, ..., 1], or
 * one-hot, [batch, ..., classes].
 *
 * @param name its name in a History
 * @param k how many of the most probable classes, at least 1
 * @see <a href="https://keras.io/api/metrics/accuracy_metrics/#topkcategoricalaccuracy-class">Keras
 *     TopKCategoricalAccuracy and SparseTopKCategoricalAccuracy</a>
 */
@RecordBuilder
public record TopKCategoricalAccuracy(String name, int k)
    implements MeanMetric, TopKCategoricalAccuracyBuilder.With {

  /** Checks the name and the range. */
  public TopKCategoricalAccuracy {
    Names.check(name);
    checkArgument(k >= 1, "k: %s (expected: >= 1)", k);
  }

  /** The first 5; named {@code top_k_categorical_accuracy}. */
  public static TopKCategoricalAccuracy of() {
    return of(5);
  }

  /** The first k. */
  public static TopKCategoricalAccuracy of(int k) {
    return new TopKCategoricalAccuracy("top_k_categorical_accuracy", k);
  }

  @Override
  public Operand<TFloat32> values(MetricScope scope) {
    Ops tf = scope.tf();
    Operand<TInt64> numbers = LabelForms.classNumbers(name, scope);
    int classes = LabelForms.classes(name, scope.predictions().shape());
    Operand<TFloat32> rows = tf.reshape(scope.predictions(), tf.array(-1, classes));
    Operand<TBool> among =
        tf.nn.inTopK(rows, Sums.flat(tf, numbers), tf.constant((long) Math.min(k, classes)));
    Operand<TFloat32> right = tf.dtypes.cast(among, TFloat32.class);
    int positions = numbers.shape().numDimensions();
    return positions == 1 ? right : tf.reshape(right, tf.shape(numbers));
  }
}
