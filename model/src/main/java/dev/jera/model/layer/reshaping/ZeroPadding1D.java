package dev.jera.model.layer.reshaping;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * Zeros before the first and after the last step.
 *
 * <p>Input [batch, steps, channels], output [batch, steps', channels].
 *
 * @param padding how many zeros before the first and after the last step
 * @see <a href="https://keras.io/api/layers/reshaping_layers/zero_padding1d/">Keras
 *     ZeroPadding1D</a>
 */
public record ZeroPadding1D(Margin padding) implements UnaryLayer {

  /** Adds as many at both ends. */
  public static ZeroPadding1D of(int padding) {
    return of(Margin.of(padding));
  }

  /** Adds some at either end. */
  public static ZeroPadding1D of(Margin padding) {
    return new ZeroPadding1D(padding);
  }

  @Override
  public Shape outputShape(Shape input) {
    return Margins.paddedShape(input, padding);
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    return Margins.pad(scope.tf(), x, padding);
  }
}
