package dev.jera.model.layer.reshaping;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * Each volume without its sides.
 *
 * <p>Input [batch, depth, height, width, channels], output [batch, depth', height', width',
 * channels].
 *
 * @param depth how many planes go at the front and at the back
 * @param height how many rows go at the top and at the bottom
 * @param width how many columns go at the left and at the right
 * @see <a href="https://keras.io/api/layers/reshaping_layers/cropping3d/">Keras Cropping3D</a>
 */
public record Cropping3D(Margin depth, Margin height, Margin width) implements UnaryLayer {

  /** Cuts off as much on every side. */
  public static Cropping3D of(int all) {
    return of(all, all, all);
  }

  /** Cuts off as much at both ends of an axis. */
  public static Cropping3D of(int depth, int height, int width) {
    return of(Margin.of(depth), Margin.of(height), Margin.of(width));
  }

  /** Cuts off some at either end of each axis. */
  public static Cropping3D of(Margin depth, Margin height, Margin width) {
    return new Cropping3D(depth, height, width);
  }

  @Override
  public Shape outputShape(Shape input) {
    return Margins.croppedShape(input, depth, height, width);
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    return Margins.crop(scope.tf(), x, depth, height, width);
  }
}
