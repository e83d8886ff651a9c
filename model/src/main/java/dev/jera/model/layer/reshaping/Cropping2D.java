package dev.jera.model.layer.reshaping;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * Each image without a frame.
 *
 * <p>Input [batch, height, width, channels], output [batch, height', width', channels].
 *
 * @param height how many rows go at the top and at the bottom
 * @param width how many columns go at the left and at the right
 * @see <a href="https://keras.io/api/layers/reshaping_layers/cropping2d/">Keras Cropping2D</a>
 */
public record Cropping2D(Margin height, Margin width) implements UnaryLayer {

  /** Cuts off as much on every side. */
  public static Cropping2D of(int all) {
    return of(all, all);
  }

  /** Cuts off as much at both ends of an axis. */
  public static Cropping2D of(int height, int width) {
    return of(Margin.of(height), Margin.of(width));
  }

  /** Cuts off some at either end of each axis. */
  public static Cropping2D of(Margin height, Margin width) {
    return new Cropping2D(height, width);
  }

  @Override
  public Shape outputShape(Shape input) {
    return Margins.croppedShape(input, height, width);
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    return Margins.crop(scope.tf(), x, height, width);
  }
}
