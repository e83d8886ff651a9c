package dev.jera.model.layer.merging;

import dev.jera.model.Layer;
import dev.jera.model.LayerScope;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * The least of its inputs, value by value.
 *
 * <p>Input, at least two of them: [batch, ...] of one shape, sizes of 1 stretched; output [batch,
 * ...] of that shape.
 *
 * @see <a href="https://keras.io/api/layers/merging_layers/minimum/">Keras Minimum</a>
 */
public record Minimum() implements Layer {

  /** The layer. */
  public static Minimum of() {
    return new Minimum();
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputs) {
    return Merging.outputShapes(inputs);
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public List<Operand<TFloat32>> build(LayerScope scope, List<Operand<TFloat32>> inputs) {
    return Merging.fold(inputs, scope.tf().math::minimum);
  }
}
