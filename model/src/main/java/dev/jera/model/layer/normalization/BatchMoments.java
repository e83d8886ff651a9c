package dev.jera.model.layer.normalization;

import dev.jera.model.BatchPart;
import dev.jera.model.LayerScope;
import dev.jera.model.layer.Axis;
import dev.jera.runtime.gradient.PartedNormalization;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** The ops of {@link BatchNormalization}: one fused kernel, whatever the rank and the axis. */
record BatchMoments(LayerScope scope, BatchNormalization layer) {

  Operand<TFloat32> normalize(Operand<TFloat32> x) {
    Axis axis = Axis.of(x.shape(), layer.axis());
    return fromImages(
        scope.tf(), axis, normalizeImages(toImages(scope.tf(), axis, x), axis.size()));
  }

  /** Whether they are taken from the batch, and not the averages. */
  boolean areOfBatch() {
    return scope.isTraining() && !scope.isFrozen();
  }

  /**
   * Normalizes the parts of a batch by the moments of all of it.
   *
   * @return the one output of each part
   */
  List<List<Operand<TFloat32>>> normalizeParts(
      List<LayerScope> scopes, List<Operand<TFloat32>> xs) {
    List<Axis> axes = xs.stream().map(x -> Axis.of(x.shape(), layer.axis())).toList();
    List<Operand<TFloat32>> images = new ArrayList<>();
    for (int i = 0; i < xs.size(); i++) {
      images.add(toImages(scopes.get(i).tf(), axes.get(i), xs.get(i)));
    }
    long channels = axes.get(0).size();
    PartedNormalization parted =
        PartedNormalization.of(
            scope.tf(),
            images,
            counted(scopes, images),
            gamma(channels),
            beta(channels),
            (float) layer.epsilon());
    move("moving_mean", parted.mean());
    move("moving_variance", parted.variance());
    List<List<Operand<TFloat32>>> outputs = new ArrayList<>();
    for (int i = 0; i < xs.size(); i++) {
      outputs.add(List.of(fromImages(scopes.get(i).tf(), axes.get(i), parted.ys().get(i))));
    }
    return outputs;
  }

  /** The rows of each part; 0 for one whose examples were counted with the part before it. */
  private List<Operand<TFloat32>> counted(List<LayerScope> scopes, List<Operand<TFloat32>> images) {
    Ops tf = scope.tf();
    List<Operand<TFloat32>> counted = new ArrayList<>();
    Operand<TInt32> endBefore = tf.constant(0);
    for (int i = 0; i < scopes.size(); i++) {
      BatchPart part = scopes.get(i).part().orElseThrow();
      Operand<TInt32> end = tf.math.add(part.begin(), part.size());
      Operand<TInt32> rows = tf.gather(tf.shape(images.get(i)), tf.constant(0), tf.constant(0));
      Operand<TInt32> isNew = tf.math.sign(tf.math.sub(end, endBefore));
      counted.add(tf.dtypes.cast(tf.math.mul(rows, isNew), TFloat32.class));
      endBefore = end;
    }
    return counted;
  }

  /** The kernel is slow at very many images of one pixel: the batch stays the batch. */
  private static Operand<TFloat32> toImages(Ops tf, Axis axis, Operand<TFloat32> x) {
    return isOfImages(axis)
        ? x
        : tf.reshape(axis.toLast(tf, x), tf.array(-1L, axis.others(), 1L, axis.size()));
  }

  private static Operand<TFloat32> fromImages(Ops tf, Axis axis, Operand<TFloat32> images) {
    return isOfImages(axis) ? images : axis.restore(tf, images);
  }

  private static boolean isOfImages(Axis axis) {
    return axis.isLast() && axis.shape().numDimensions() == 4;
  }

  private Operand<TFloat32> gamma(long channels) {
    Ops tf = scope.tf();
    return layer.scale() ? scope.weight("gamma") : tf.fill(tf.array(channels), tf.constant(1f));
  }

  private Operand<TFloat32> beta(long channels) {
    Ops tf = scope.tf();
    return layer.center() ? scope.weight("beta") : tf.fill(tf.array(channels), tf.constant(0f));
  }

  private Operand<TFloat32> normalizeImages(Operand<TFloat32> images, long channels) {
    Ops tf = scope.tf();
    boolean ofBatch = areOfBatch();
    Operand<TFloat32> none = tf.constant(new float[0]);
    FusedBatchNorm<TFloat32, TFloat32> fused =
        tf.nn.fusedBatchNorm(
            images,
            gamma(channels),
            beta(channels),
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
