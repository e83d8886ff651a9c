package dev.jera.model.regularizer;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code l1 * sum(|x|) + l2 * sum(x^2)}.
 *
 * @param l1 at least 0
 * @param l2 at least 0
 * @see <a href="https://keras.io/api/layers/regularizers/#l1l2-class">Keras L1L2</a>
 */
public record L1L2(double l1, double l2) implements Regularizer {

  /** Checks that both are finite and at least 0. */
  public L1L2 {
    checkArgument(l1 >= 0 && Double.isFinite(l1), "l1: %s (expected: >= 0, finite)", l1);
    checkArgument(l2 >= 0 && Double.isFinite(l2), "l2: %s (expected: >= 0, finite)", l2);
  }

  /** Both of them. */
  public static L1L2 of(double l1, double l2) {
    return new L1L2(l1, l2);
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> flat = tf.reshape(x, tf.array(-1));
    List<Operand<TFloat32>> parts = new ArrayList<>(List.of(tf.constant(0f)));
    if (l1 > 0) {
      Operand<TFloat32> sum = tf.reduceSum(tf.math.abs(flat), tf.constant(0));
      parts.add(tf.math.mul(sum, tf.constant((float) l1)));
    }
    if (l2 > 0) {
      Operand<TFloat32> sum = tf.reduceSum(tf.math.square(flat), tf.constant(0));
      parts.add(tf.math.mul(sum, tf.constant((float) l2)));
    }
    return tf.math.addN(parts);
  }
}
