package dev.jera.model.layer.reshaping;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * A frame of zeros around each image.
 *
 * <p>Input [batch, height, width, channels], output [batch, height', width', channels].
 *
 * @param height how many rows of zeros at the top and at the bottom
 * @param width how many columns of zeros at the left and at the right
 * @see <a href="https://keras.io/api/layers/reshaping_layers/zero_padding2d/">Keras
 *     ZeroPadding2D</a>
 */
public record ZeroPadding2D(Margin height, Margin width) implements UnaryLayer {

  /** Adds as much on every side. */
  public static ZeroPadding2D of(int all) {
    return of(all, all);
  }

  /** Adds as much at both ends of an axis. */
  public static ZeroPadding2D of(int height, int width) {
    return of(Margin.of(height), Margin.of(width));
  }

  /** Adds some at either end of each axis. */
  public static ZeroPadding2D of(Margin height, Margin width) {
    return new ZeroPadding2D(height, width);
  }

  @Override
  public Shape outputShape(Shape input) {
    return Margins.paddedShape(input, height, width);
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    return Margins.pad(scope.tf(), x, height, width);
  }
}
