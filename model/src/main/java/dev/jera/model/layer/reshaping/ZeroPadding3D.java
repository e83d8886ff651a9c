package dev.jera.model.layer.reshaping;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * Zeros on all sides of each volume.
 *
 * <p>Input [batch, depth, height, width, channels], output [batch, depth', height', width',
 * channels].
 *
 * @param depth how many planes of zeros at the front and at the back
 * @param height how many rows of zeros at the top and at the bottom
 * @param width how many columns of zeros at the left and at the right
 * @see <a href="https://keras.io/api/layers/reshaping_layers/zero_padding3d/">Keras
 *     ZeroPadding3D</a>
 */
public record ZeroPadding3D(Margin depth, Margin height, Margin width) implements UnaryLayer {

  /** Adds as much on every side. */
  public static ZeroPadding3D of(int all) {
    return of(all, all, all);
  }

  /** Adds as much at both ends of an axis. */
  public static ZeroPadding3D of(int depth, int height, int width) {
    return of(Margin.of(depth), Margin.of(height), Margin.of(width));
  }

  /** Adds some at either end of each axis. */
  public static ZeroPadding3D of(Margin depth, Margin height, Margin width) {
    return new ZeroPadding3D(depth, height, width);
  }

  @Override
  public Shape outputShape(Shape input) {
    return Margins.paddedShape(input, depth, height, width);
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    return Margins.pad(scope.tf(), x, depth, height, width);
  }
}
