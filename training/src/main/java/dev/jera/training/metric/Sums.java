package dev.jera.training.metric;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/** What the metrics add up, in float64 from the first addition on. */
final class Sums {
  private static final String TOTAL = "total";
  private static final String WEIGHT = "weight";

  private Sums() {}

  /** How much each of these values [batch, ...] counts: as its example does. */
  static Operand<TFloat64> weights(MetricScope scope, Operand<? extends TType> values) {
    Ops tf = scope.tf();
    Operand<TFloat64> weights = tf.dtypes.cast(scope.weights(), TFloat64.class);
    int rank = values.shape().numDimensions();
    if (rank == 1) {
      return weights;
    }
    int[] column = new int[rank];
    Arrays.fill(column, 1);
    column[0] = -1;
    return tf.broadcastTo(tf.reshape(weights, tf.constant(column)), tf.shape(values));
  }

  /** How much each row counts, [n], when predictions are put into rows [n, columns]. */
  static Operand<TFloat64> rowWeights(MetricScope scope, int columns) {
    Ops tf = scope.tf();
    Operand<TFloat64> each = weights(scope, scope.predictions());
    // A row is one example's, so that its first weight is that of all its columns.
    return tf.gather(tf.reshape(each, tf.array(-1, columns)), tf.constant(0), tf.constant(1));
  }

  /** What a batch adds to {@link #mean}. */
  static Map<String, Operand<? extends TNumber>> ofMean(
      Ops tf, Operand<? extends TNumber> values, Operand<TFloat64> weights) {
    Operand<TFloat64> weighted = tf.math.mul(tf.dtypes.cast(values, TFloat64.class), weights);
    return ImmutableMap.of(
        TOTAL, tf.reduceSum(flat(tf, weighted), tf.constant(0)),
        WEIGHT, tf.reduceSum(flat(tf, weights), tf.constant(0)));
  }

  /** {@code sum(w * value) / sum(w)}, NaN where there is none. */
  static double mean(MetricSums sums) {
    return sums.scalar(TOTAL) / sums.scalar(WEIGHT);
  }

  /** The sums of weights by bucket, [size]; a bucket below 0 is none. */
  static Operand<TFloat64> byBucket(
      Ops tf, Operand<TInt64> buckets, Operand<TFloat64> weights, int size) {
    return tf.math.unsortedSegmentSum(flat(tf, weights), flat(tf, buckets), tf.constant(size));
  }

  /** The weighted sums of columns, [columns], of values [n, columns] with weights [n]. */
  static Operand<TFloat64> ofColumns(
      Ops tf, Operand<? extends TType> values, Operand<TFloat64> weights, int columns) {
    Operand<TFloat64> table = tf.dtypes.cast(values, TFloat64.class);
    Operand<TFloat64> row = tf.reshape(weights, tf.array(1, -1));
    return tf.reshape(tf.linalg.matMul(row, table), tf.array(columns));
  }

  static <T extends TType> Operand<T> flat(Ops tf, Operand<T> values) {
    return tf.reshape(values, tf.array(-1));
  }

  /** {@code part / whole}, and 0 where the whole is 0, as in Keras. */
  static double share(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }
}
