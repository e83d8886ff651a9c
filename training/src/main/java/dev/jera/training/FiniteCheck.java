package dev.jera.training;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/** Whether numbers are neither NaN nor infinite. */
final class FiniteCheck {
  private FiniteCheck() {}

  /** Whether all numbers of all tensors are, a scalar. */
  static Operand<TBool> of(Ops tf, List<Operand<TFloat32>> tensors) {
    List<Operand<TBool>> finite = new ArrayList<>();
    for (Operand<TFloat32> tensor : tensors) {
      Operand<TFloat32> flat = tf.reshape(tensor, tf.array(-1));
      finite.add(tf.reduceAll(tf.math.isFinite(flat), tf.constant(0)));
    }
    return finite.isEmpty() ? tf.constant(true) : tf.reduceAll(tf.stack(finite), tf.constant(0));
  }
}
