package dev.jera.model.layer.attention;

import dev.jera.model.LayerScope;
import dev.jera.model.layer.regularization.Dropout;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;

/** Means of values, weighted by how much their keys are like the query, head by head. */
record DotProduct(double scale, boolean causal, double dropout) {

  static DotProduct of(MultiHeadAttention layer) {
    return new DotProduct(1 / Math.sqrt(layer.keyDim()), layer.useCausalMask(), layer.dropout());
  }

  /** All are [batch, heads, steps, size]; so is what it gives. */
  Operand<TFloat32> means(
      LayerScope scope, Operand<TFloat32> query, Operand<TFloat32> key, Operand<TFloat32> value) {
    Ops tf = scope.tf();
    Operand<TFloat32> scaled = tf.math.mul(query, tf.constant((float) scale));
    Operand<TFloat32> scores =
        tf.train.batchMatMul(scaled, key, TFloat32.class, BatchMatMul.adjY(true));
    if (causal) {
      scores = tf.math.add(scores, mask(tf, query.shape().get(2), key.shape().get(2)));
    }
    Operand<TFloat32> weights = Dropout.of(dropout).build(scope, tf.nn.softmax(scores));
    return tf.train.batchMatMul(weights, value, TFloat32.class);
  }

  /** 0 where a target may look; elsewhere so low that softmax gives 0. */
  private static Operand<TFloat32> mask(Ops tf, long targets, long sources) {
    Operand<TFloat32> seen =
        tf.linalg.bandPart(
            tf.fill(tf.array(targets, sources), tf.constant(1f)),
            tf.constant(-1L),
            tf.constant(0L));
    return tf.math.mul(tf.math.sub(seen, tf.constant(1f)), tf.constant(Float.MAX_VALUE / 2));
  }
}
