package dev.jera.model.layer.reshaping;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import dev.jera.runtime.Shapes;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * Each example as one row of values.
 *
 * <p>Input [batch, ...], output [batch, product of the other axes].
 *
 * @see <a href="https://keras.io/api/layers/reshaping_layers/flatten/">Keras Flatten</a>
 */
public record Flatten() implements UnaryLayer {

  /** A Flatten layer. */
  public static Flatten of() {
    return new Flatten();
  }

  @Override
  public Shape outputShape(Shape input) {
    Shape example = input.takeLast(input.numDimensions() - 1);
    checkArgument(
        !example.hasUnknownDimension(),
        "input %s (expected: every size but the batch known)",
        Shapes.format(input));
    return Shape.of(input.get(0), example.size());
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    Shape output = outputShape(x.shape());
    return scope.tf().reshape(x, scope.tf().array(-1L, output.get(1)));
  }
}
