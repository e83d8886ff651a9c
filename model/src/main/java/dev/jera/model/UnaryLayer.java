package dev.jera.model;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** A layer with one input and one output. */
public interface UnaryLayer extends Layer {

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

  @Override
  default List<Shape> outputShapes(List<Shape> inputs) {
    checkArgument(inputs.size() == 1, "%s inputs (expected: 1)", inputs.size());
    return List.of(outputShape(inputs.get(0)));
  }

  @Override
  default List<WeightSpec> weights(List<Shape> inputs) {
    return weights(inputs.get(0));
  }

  @Override
  default List<Operand<TFloat32>> build(LayerScope scope, List<Operand<TFloat32>> inputs) {
    return List.of(build(scope, inputs.get(0)));
  }
}
