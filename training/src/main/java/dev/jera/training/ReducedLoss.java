package dev.jera.training;

import dev.jera.training.loss.Loss;
import dev.jera.training.loss.Reduction;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * The losses of a batch as one number, and what they add to the mean over many batches.
 *
 * @param value the batch's loss, a scalar
 * @param sum what the batch adds to the dividend of the mean, a scalar
 * @param count what the batch adds to its divisor, a scalar
 */
record ReducedLoss(Operand<TFloat32> value, Operand<TFloat64> sum, Operand<TFloat64> count) {

  /**
   * Adds the ops.
   *
   * @param weights how much each example counts, [batch] or [1]
   */
  static ReducedLoss build(
      Ops tf,
      Loss loss,
      Reduction reduction,
      Operand<? extends TNumber> labels,
      Operand<TFloat32> predictions,
      Operand<TFloat32> weights) {
    Operand<TFloat32> losses = loss.build(tf, labels, predictions);
    Optional<Operand<TFloat32>> mask = loss.mask(tf, labels);
    Operand<TFloat32> counted =
        mask.map(values -> (Operand<TFloat32>) tf.math.mul(losses, values)).orElse(losses);
    Operand<TFloat32> factors = perExample(tf, weights, losses.shape().numDimensions());
    Operand<TFloat32> weighted = tf.math.mul(counted, factors);
    Operand<TFloat64> total = sum(tf, tf.dtypes.cast(weighted, TFloat64.class));
    Operand<TFloat32> ones = mask.orElseGet(() -> tf.fill(tf.shape(losses), tf.constant(1f)));
    return switch (reduction) {
      case MEAN -> {
        Operand<TFloat64> count =
            mask.map(values -> sum(tf, tf.dtypes.cast(values, TFloat64.class)))
                .orElseGet(() -> tf.dtypes.cast(tf.size(losses, TInt64.class), TFloat64.class));
        Operand<TFloat32> value =
            mask.isPresent()
                ? tf.math.divNoNan(sum(tf, weighted), sum(tf, ones))
                : tf.math.mean(weighted, axes(tf, weighted));
        yield new ReducedLoss(value, total, count);
      }
      case WEIGHTED_MEAN -> {
        Operand<TFloat32> shares = tf.math.mul(ones, factors);
        yield new ReducedLoss(
            tf.math.divNoNan(sum(tf, weighted), sum(tf, shares)),
            total,
            sum(tf, tf.dtypes.cast(shares, TFloat64.class)));
      }
      case SUM -> {
        // As Keras shows it: the mean of the batches' sums, each counted by its examples.
        Operand<TFloat64> examples = tf.dtypes.cast(examples(tf, predictions), TFloat64.class);
        yield new ReducedLoss(sum(tf, weighted), tf.math.mul(total, examples), examples);
      }
    };
  }

  /** How many examples a batch has, a scalar. */
  static Operand<TInt64> examples(Ops tf, Operand<TFloat32> predictions) {
    return tf.gather(tf.shape(predictions, TInt64.class), tf.constant(0), tf.constant(0));
  }

  private static Operand<TFloat32> perExample(Ops tf, Operand<TFloat32> weights, int rank) {
    if (rank == 1) {
      return weights;
    }
    int[] shape = IntStream.range(0, rank).map(axis -> axis == 0 ? -1 : 1).toArray();
    return tf.reshape(weights, tf.constant(shape));
  }

  private static <T extends TNumber> Operand<T> sum(Ops tf, Operand<T> values) {
    return tf.reduceSum(values, axes(tf, values));
  }

  private static Operand<TInt32> axes(Ops tf, Operand<?> values) {
    return tf.constant(IntStream.range(0, values.shape().numDimensions()).toArray());
  }
}
