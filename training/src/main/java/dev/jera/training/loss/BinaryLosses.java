package dev.jera.training.loss;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Two-class cross-entropy, plain or as a part of another loss; all shapes are the same. */
final class BinaryLosses {
  private BinaryLosses() {}

  /**
   * {@code max(x, 0) - x * label + log(1 + exp(-|x|))}, written so that it has no kink at 0, whose
   * slope TensorFlow would take for 0, and cancels nothing where x is large.
   */
  static Operand<TFloat32> ofLogits(Ops tf, Operand<TFloat32> labels, Operand<TFloat32> logits) {
    return mix(tf, labels, tf.math.softplus(tf.math.neg(logits)), tf.math.softplus(logits));
  }

  /** {@code -label * log(p) - (1 - label) * log(1 - p)} of clipped probabilities. */
  static Operand<TFloat32> ofProbabilities(
      Ops tf, Operand<TFloat32> labels, Operand<TFloat32> probabilities) {
    Operand<TFloat32> clipped = Crossentropies.clip(tf, probabilities);
    Operand<TFloat32> logs =
        mix(tf, labels, tf.math.log(clipped), tf.math.log(complement(tf, clipped)));
    return tf.math.neg(logs);
  }

  /** {@code label * ofOne + (1 - label) * ofZero}. */
  static Operand<TFloat32> mix(
      Ops tf, Operand<TFloat32> labels, Operand<TFloat32> ofOne, Operand<TFloat32> ofZero) {
    return tf.math.add(tf.math.mul(labels, ofOne), tf.math.mul(complement(tf, labels), ofZero));
  }

  static Operand<TFloat32> complement(Ops tf, Operand<TFloat32> values) {
    return tf.math.sub(tf.constant(1f), values);
  }
}
