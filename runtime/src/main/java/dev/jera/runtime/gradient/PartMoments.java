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

  /** Those of all parts together, of which each has a share of the values. */
  static PartMoments ofAll(Ops tf, List<Operand<TFloat32>> parts, List<Operand<TFloat32>> shares) {
    List<PartMoments> each = parts.stream().map(part -> of(tf, part)).toList();
    List<Operand<TFloat32>> means = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      means.add(tf.math.mul(each.get(i).mean, shares.get(i)));
    }
    Operand<TFloat32> mean = tf.math.addN(means);
    List<Operand<TFloat32>> variances = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Operand<TFloat32> apart = tf.math.squaredDifference(each.get(i).mean, mean);
      variances.add(tf.math.mul(tf.math.add(each.get(i).variance, apart), shares.get(i)));
    }
    return new PartMoments(mean, tf.math.addN(variances));
  }

  /** By the kernel that normalizes, whose variance is divided by n - 1; of n = 1 it is 0. */
  private static PartMoments of(Ops tf, Operand<TFloat32> images) {
    Operand<TFloat32> none = tf.constant(new float[0]);
    Operand<TInt32> channels = tf.array(Math.toIntExact(images.shape().get(3)));
    FusedBatchNorm<TFloat32, TFloat32> fused =
        tf.nn.fusedBatchNorm(
            images,
            tf.fill(channels, tf.constant(1f)),
            tf.fill(channels, tf.constant(0f)),
            none,
            none,
            FusedBatchNorm.isTraining(true));
    Operand<TInt32> examples = tf.gather(tf.shape(images), tf.constant(0), tf.constant(0));
    Operand<TFloat32> values =
        tf.math.mul(tf.dtypes.cast(examples, TFloat32.class), valuesPerExample(tf, images));
    Operand<TFloat32> correction = tf.math.sub(tf.constant(1f), tf.math.reciprocal(values));
    return new PartMoments(fused.batchMean(), tf.math.mulNoNan(fused.batchVariance(), correction));
  }

  static Operand<TFloat32> valuesPerExample(Ops tf, Operand<TFloat32> images) {
    return tf.constant((float) (images.shape().get(1) * images.shape().get(2)));
  }
}
