package dev.jera.training.metric;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/** A mean over examples, measured beside the loss: a description, without native memory. */
public interface Metric {

  /** Its name in a History and on the progress line, such as {@code accuracy}. */
  String name();

  /**
   * Adds the ops.
   *
   * @param labels as the loss is given them
   * @param predictions what the model gives
   * @return the value of each example, [batch]; the metric is their mean over all examples, however
   *     they were batched
   * @throws IllegalArgumentException if predictions of this shape cannot be measured
   */
  Operand<TFloat32> build(Ops tf, Operand<? extends TNumber> labels, Operand<TFloat32> predictions);
}
