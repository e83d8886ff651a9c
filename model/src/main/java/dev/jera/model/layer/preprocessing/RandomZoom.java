package dev.jera.model.layer.preprocessing;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import dev.jera.model.layer.Interpolation;
import dev.jera.model.layer.Window;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * While training, zooms each image about its middle at random; otherwise it does nothing.
 *
 * <p>With a factor f the output shows {@code 1 + f} times the height or width of the input: above 0
 * zooms out, below 0 in. Input [batch, height, width, channels], output of the same shape. It has
 * no gradient: it stands before the first trainable layer.
 *
 * @param heightFactor the factor of the height, uniform, within -1 to 1
 * @param widthFactor the factor of the width likewise, or null for the one drawn for the height
 * @param fillMode what comes in from beyond the edges
 * @param interpolation how values between pixels are made
 * @param fillValue what CONSTANT comes in as, finite
 * @see <a
 *     href="https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_zoom/">Keras
 *     RandomZoom</a>
 */
@RecordBuilder
public record RandomZoom(
    Range heightFactor,
    @Nullable Range widthFactor,
    FillMode fillMode,
    Interpolation interpolation,
    double fillValue)
    implements UnaryLayer, RandomZoomBuilder.With {

  /** Checks the factors and the fill value. */
  public RandomZoom {
    heightFactor.checkFactor("heightFactor");
    if (widthFactor != null) {
      widthFactor.checkFactor("widthFactor");
    }
    AffineTransform.checkFill(fillValue);
  }

  /** In and out up to this factor, keeping the ratio of height and width, mirrored at the edges. */
  public static RandomZoom of(double factor) {
    return of(Range.of(factor));
  }

  /** Between these factors, keeping the ratio of height and width, mirrored at the edges. */
  public static RandomZoom of(Range factor) {
    return new RandomZoom(factor, null, FillMode.REFLECT, Interpolation.BILINEAR, 0);
  }

  @Override
  public Shape outputShape(Shape input) {
    Window.checkInput(input, 2);
    return input;
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    if (!scope.isTraining()) {
      return x;
    }
    Ops tf = scope.tf();
    Operand<TFloat32> one = tf.constant(1f);
    Operand<TFloat32> height = tf.math.add(heightFactor.draw(scope, x), one);
    Operand<TFloat32> width =
        widthFactor == null ? height : tf.math.add(widthFactor.draw(scope, x), one);
    Operand<TFloat32> zero = tf.zerosLike(height);
    return AffineTransform.about(tf, x.shape(), width, zero, zero, height)
        .apply(tf, x, fillMode, interpolation, fillValue);
  }
}
