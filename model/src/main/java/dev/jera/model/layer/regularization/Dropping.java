package dev.jera.model.layer.regularization;

import dev.jera.model.LayerScope;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What the layers that drop values share. */
final class Dropping {
  /** An axis along which each place is dropped on its own. */
  static final int EACH = Integer.MAX_VALUE;

  /** An axis along which all places are dropped together. */
  static final int TOGETHER = 1;

  private Dropping() {}

  /**
   * While training, a share of the values 0 and the others scaled up.
   *
   * @param axes {@link #EACH} or {@link #TOGETHER} for each axis, or nothing: each value
   */
  static Operand<TFloat32> drop(LayerScope scope, Operand<TFloat32> x, double rate, int... axes) {
    if (!scope.isTraining() || rate == 0) {
      return x;
    }
    Ops tf = scope.tf();
    Operand<TFloat32> random =
        scope.randomUniform(axes.length == 0 ? tf.shape(x) : maskShape(tf, x, axes));
    Operand<TFloat32> kept =
        tf.dtypes.cast(tf.math.greaterEqual(random, tf.constant((float) rate)), TFloat32.class);
    // Where all are dropped there is nothing to scale, nor a number to do it.
    float factor = rate < 1 ? (float) (1 / (1 - rate)) : 0;
    return tf.math.mul(x, tf.math.mul(kept, tf.constant(factor)));
  }

  /** Constants where sizes are known, so that what comes after knows them, too. */
  private static Operand<TInt32> maskShape(Ops tf, Operand<TFloat32> x, int[] axes) {
    List<Operand<TInt32>> sizes = new ArrayList<>();
    for (int axis = 0; axis < axes.length; axis++) {
      long size = axes[axis] == TOGETHER ? 1 : x.shape().get(axis);
      sizes.add(
          size == Shape.UNKNOWN_SIZE
              ? tf.gather(tf.shape(x), tf.constant(axis), tf.constant(0))
              : tf.constant((int) size));
    }
    return tf.stack(sizes);
  }
}
