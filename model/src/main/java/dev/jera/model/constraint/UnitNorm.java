package dev.jera.model.constraint;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Vectors have length 1.
 *
 * @param axis along which axes a weight's vectors lie, as in {@link MaxNorm}
 * @see <a href="https://keras.io/api/layers/constraints/#unitnorm-class">Keras UnitNorm</a>
 */
public record UnitNorm(List<Integer> axis) implements Constraint {

  /** Checks the axes. */
  public UnitNorm {
    axis = Norms.checkAxis(axis);
  }

  /** For vectors along axis 0, Keras' default. */
  public static UnitNorm of() {
    return new UnitNorm(List.of(0));
  }

  /** The same along other axes. */
  public UnitNorm withAxis(List<Integer> axis) {
    return new UnitNorm(axis);
  }

  @Override
  public void checkShape(Shape shape) {
    Norms.checkShape(shape, axis);
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Operand<TFloat32> weight) {
    Operand<TFloat32> norms = Norms.build(tf, weight, axis);
    return tf.math.div(weight, tf.math.add(norms, tf.constant(Norms.EPSILON)));
  }
}
