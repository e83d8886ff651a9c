package dev.jera.model.layer.reshaping;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * The steps without some of the first and of the last.
 *
 * <p>Input [batch, steps, channels], output [batch, steps', channels].
 *
 * @param cropping how many steps go at the beginning and at the end
 * @see <a href="https://keras.io/api/layers/reshaping_layers/cropping1d/">Keras Cropping1D</a>
 */
public record Cropping1D(Margin cropping) implements UnaryLayer {

  /** Cuts off as many at both ends. */
  public static Cropping1D of(int cropping) {
    return of(Margin.of(cropping));
  }

  /** Cuts off some at either end. */
  public static Cropping1D of(Margin cropping) {
    return new Cropping1D(cropping);
  }

  @Override
  public Shape outputShape(Shape input) {
    return Margins.croppedShape(input, cropping);
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    return Margins.crop(scope.tf(), x, cropping);
  }
}
