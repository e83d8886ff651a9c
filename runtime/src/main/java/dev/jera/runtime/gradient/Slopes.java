package dev.jera.runtime.gradient;

import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.BroadcastGradientArgs;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * What the added gradients share.
 *
 * <p>TensorFlow holds the graph's lock while it calls them, and what asks the graph for something
 * in Java, such as {@code shape()} or {@code inputs()}, would wait for it forever. They ask with
 * ops instead, and for one {@code input(i)} at a time.
 */
final class Slopes {
  private Slopes() {}

  /** The same tensor, as one that ops take; which number it holds is TensorFlow's to check. */
  @SuppressWarnings("unchecked")
  static Operand<TNumber> number(Output<?> output) {
    return (Operand<TNumber>) output;
  }

  /** A scalar of the same number type. */
  static Operand<TNumber> scalar(Ops tf, double value, Operand<TNumber> like) {
    return tf.dtypes.cast(tf.constant(value), like.type());
  }

  /** Sums a slope of {@code operand op other} over the axes along which operand was broadcast. */
  static Operand<TNumber> sumToShape(
      Ops tf, Operand<TNumber> slope, Operand<TNumber> operand, Operand<TNumber> other) {
    Operand<TInt32> shape = tf.shape(operand);
    Operand<TInt32> axes = BroadcastGradientArgs.create(tf.scope(), shape, tf.shape(other)).r0();
    return tf.reshape(tf.reduceSum(slope, axes), shape);
  }
}
