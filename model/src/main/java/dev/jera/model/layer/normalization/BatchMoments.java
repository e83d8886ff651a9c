package dev.jera.model.layer.normalization;

import dev.jera.model.LayerScope;
import dev.jera.model.layer.Axis;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** The ops of {@link BatchNormalization}: one fused kernel, whatever the rank and the axis. */
record BatchMoments(LayerScope scope, BatchNormalization layer) {

  Operand<TFloat32> normalize(Operand<TFloat32> x) {
    Ops tf = scope.tf();
    Axis axis = Axis.of(x.shape(), layer.axis());
    if (axis.isLast() && axis.shape().numDimensions() == 4) {
      return normalizeImages(x, axis.size());
    }
    // The kernel is slow at very many images of one pixel: the batch stays the batch.
    Operand<TFloat32> images =
        tf.reshape(axis.toLast(tf, x), tf.array(-1L, axis.others(), 1L, axis.size()));
    return axis.restore(tf, normalizeImages(images, axis.size()));
  }

  private Operand<TFloat32> normalizeImages(Operand<TFloat32> images, long channels) {
    Ops tf = scope.tf();
    boolean ofBatch = scope.isTraining() && !scope.isFrozen();
    Operand<TFloat32> none = tf.constant(new float[0]);
    FusedBatchNorm<TFloat32, TFloat32> fused =
        tf.nn.fusedBatchNorm(
            images,
            layer.scale() ? scope.weight("gamma") : tf.fill(tf.array(channels), tf.constant(1f)),
            layer.center() ? scope.weight("beta") : tf.fill(tf.array(channels), tf.constant(0f)),
            ofBatch ? none : average("moving_mean"),
            ofBatch ? none : average("moving_variance"),
            FusedBatchNorm.epsilon((float) layer.epsilon()),
            FusedBatchNorm.isTraining(ofBatch));
    if (ofBatch) {
      move("moving_mean", fused.batchMean());
      move("moving_variance", uncorrected(fused.batchVariance(), images, channels));
    }
    return fused.y();
  }

  /** A moving average; where gradients are taken, not by it: the kernel has none. */
  private Operand<TFloat32> average(String name) {
    Operand<TFloat32> weight = scope.weight(name);
    return scope.isTraining() ? scope.tf().stopGradient(weight) : weight;
  }

  /** The kernel divides by n - 1 for this output; Keras divides by n. With n = 1 it is 0. */
  private Operand<TFloat32> uncorrected(
      Operand<TFloat32> variance, Operand<TFloat32> images, long channels) {
    Ops tf = scope.tf();
    Operand<TFloat32> values = tf.dtypes.cast(tf.size(images, TInt64.class), TFloat32.class);
    Operand<TFloat32> oneOfN = tf.math.div(tf.constant((float) channels), values);
    return tf.math.mulNoNan(variance, tf.math.sub(tf.constant(1f), oneOfN));
  }

  private void move(String name, Operand<TFloat32> ofBatch) {
    Ops tf = scope.tf();
    Operand<TFloat32> stays = tf.constant((float) layer.momentum());
    Operand<TFloat32> comes = tf.constant((float) (1 - layer.momentum()));
    scope.update(
        name, tf.math.add(tf.math.mul(scope.weight(name), stays), tf.math.mul(ofBatch, comes)));
  }
}
