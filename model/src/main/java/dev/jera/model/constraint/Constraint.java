package dev.jera.model.constraint;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What holds for a weight after every step of training.
 *
 * @see <a href="https://keras.io/api/layers/constraints/">Keras constraints</a>
 */
public interface Constraint {

  /** Adds the ops that bring values to where the constraint holds; the shape stays. */
  Operand<TFloat32> build(Ops tf, Operand<TFloat32> weight);

  /**
   * Checks that it can hold for a weight of such a shape.
   *
   * @throws IllegalArgumentException if it cannot; the message begins with the shape
   */
  default void checkShape(Shape shape) {}

  /** Leaves every value as it is. */
  static Constraint none() {
    return NoConstraint.NONE;
  }
}
