package dev.jera.model;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * One transformation of a float32 tensor: immutable, and without native memory.
 *
 * <p>Shapes have the batch as their first axis, of unknown size.
 */
public interface Layer {

  /**
   * The shape that it gives for an input of this shape.
   *
   * @throws IllegalArgumentException if it cannot take such an input; the message begins with
   *     {@code input}, the shape, and what was expected
   */
  Shape outputShape(Shape input);

  /** The weights that it wants for an input of this shape, in Keras' order. */
  default List<WeightSpec> weights(Shape input) {
    return List.of();
  }

  /** Adds its ops. The scope holds the weights that {@link #weights} asked for. */
  Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x);

  /** The name of its type, such as {@code Conv2D}; layer names are made from it. */
  default String typeName() {
    return getClass().getSimpleName();
  }
}
