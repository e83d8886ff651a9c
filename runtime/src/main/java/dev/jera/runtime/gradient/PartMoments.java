package dev.jera.runtime.gradient;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The moments of images, a channel each.
 *
 * @param mean [channels]
 * @param variance [channels], divided by the number of values
 */
record PartMoments(Operand<TFloat32> mean, Operand<TFloat32> variance) {

  /**
   * Those of all parts together. With a share s of n values in a part, and its variance u divided
   * by s n - 1, the variance of all is {@code sum (s - 1 / n) u + s (m - mean)^2}.
   *
   * @param shares of the values, one a part
   * @param ofOneValue the share of a single value, or 0 where that of the part is 0
   */
  static PartMoments ofAll(
      Ops tf,
      List<Operand<TFloat32>> parts,
      List<Operand<TFloat32>> shares,
      List<Operand<TFloat32>> ofOneValue) {
    List<FusedBatchNorm<TFloat32, TFloat32>> each =
        parts.stream().map(part -> normalized(tf, part)).toList();
    List<Operand<TFloat32>> means = new ArrayList<>();
    List<Operand<TFloat32>> variances = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      means.add(tf.math.mul(each.get(i).batchMean(), shares.get(i)));
      Operand<TFloat32> lessOne = tf.math.sub(shares.get(i), ofOneValue.get(i));
      variances.add(tf.math.mulNoNan(each.get(i).batchVariance(), lessOne));
    }
    Operand<TFloat32> mean = tf.math.addN(means);
    for (int i = 0; i < parts.size(); i++) {
      Operand<TFloat32> apart = tf.math.squaredDifference(each.get(i).batchMean(), mean);
      variances.add(tf.math.mul(apart, shares.get(i)));
    }
    return new PartMoments(mean, tf.math.addN(variances));
  }

  /** The kernel has the moments, too, the variance divided by n - 1; of n = 1 it is 0. */
  private static FusedBatchNorm<TFloat32, TFloat32> normalized(Ops tf, Operand<TFloat32> images) {
    Operand<TFloat32> none = tf.constant(new float[0]);
    Operand<TInt32> channels = tf.array(Math.toIntExact(images.shape().get(3)));
    return tf.nn.fusedBatchNorm(
        images,
        tf.fill(channels, tf.constant(1f)),
        tf.fill(channels, tf.constant(0f)),
        none,
        none,
        FusedBatchNorm.isTraining(true));
  }
}
