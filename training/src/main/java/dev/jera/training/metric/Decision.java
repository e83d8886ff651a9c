package dev.jera.training.metric;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/** When a class counts as predicted. */
public sealed interface Decision permits Threshold, MostProbable {
  /**
   * Adds the ops.
   *
   * @param predictions [batch, ...]
   * @return whether each is taken for positive, of the shape of the predictions
   */
  Operand<TBool> positives(Ops tf, Operand<TFloat32> predictions);
}
