package dev.jera.training.loss;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What the hinge losses share: labels that are -1 or 1, or 0 or 1. */
final class HingeLabels {
  private HingeLabels() {}

  /**
   * Checks labels.
   *
   * @throws IllegalArgumentException if they have another shape than the predictions, or one is
   *     another number, or they have both -1 and 0
   */
  static void check(NdArray<?> labels, Shape predictions) {
    Lows lows = new Lows();
    new LabelRange("-1 or 1 each, or 0 or 1 each", lows::takes, LabelRange.FINITE.hint())
        .check(labels, predictions);
  }

  /** {@code max(1 - label * prediction, 0)}, a label 0 counting as -1. */
  static Operand<TFloat32> margins(
      Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions) {
    Operand<TFloat32> zeros =
        tf.dtypes.cast(tf.math.equal(labels, tf.constant(0f)), TFloat32.class);
    Operand<TFloat32> signs = tf.math.sub(labels, zeros);
    return tf.nn.relu(tf.math.sub(tf.constant(1f), tf.math.mul(signs, predictions)));
  }

  /** Which of -1 and 0 stands beside 1. */
  private static final class Lows {
    private double low = Double.NaN;

    boolean takes(double label) {
      if (label == -1 || label == 0) {
        if (Double.isNaN(low)) {
          low = label;
        }
        return label == low;
      }
      return label == 1;
    }
  }
}
