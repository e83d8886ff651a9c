package dev.jera.model.layer.preprocessing;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import dev.jera.model.layer.Interpolation;
import dev.jera.model.layer.Window;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * While training, shifts each image by random distances; otherwise it does nothing.
 *
 * <p>Input [batch, height, width, channels], output of the same shape. It has no gradient: it
 * stands before the first trainable layer.
 *
 * @param heightFactor the shift down, uniform, in heights of the image, within -1 to 1
 * @param widthFactor the shift to the right, uniform, in widths of the image, within -1 to 1
 * @param fillMode what comes in from beyond the edges
 * @param interpolation how values between pixels are made
 * @param fillValue what CONSTANT comes in as, finite
 * @see <a
 *     href="https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_translation/">Keras
 *     RandomTranslation</a>
 */
@RecordBuilder
public record RandomTranslation(
    Range heightFactor,
    Range widthFactor,
    FillMode fillMode,
    Interpolation interpolation,
    double fillValue)
    implements UnaryLayer, RandomTranslationBuilder.With {

  /** Checks the factors and the fill value. */
  public RandomTranslation {
    heightFactor.checkFactor("heightFactor");
    widthFactor.checkFactor("widthFactor");
    AffineTransform.checkFill(fillValue);
  }

  /** Up to these shares of height and width in any direction, mirrored at the edges. */
  public static RandomTranslation of(double heightFactor, double widthFactor) {
    return of(Range.of(heightFactor), Range.of(widthFactor));
  }

  /** Between these shares of height and width, mirrored at the edges, bilinear. */
  public static RandomTranslation of(Range heightFactor, Range widthFactor) {
    return new RandomTranslation(
        heightFactor, widthFactor, FillMode.REFLECT, Interpolation.BILINEAR, 0);
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
    Operand<TFloat32> down = heightFactor.draw(scope, x);
    Operand<TFloat32> right = widthFactor.draw(scope, x);
    Operand<TFloat32> one = tf.onesLike(down);
    Operand<TFloat32> zero = tf.zerosLike(down);
    return new AffineTransform(
            one,
            zero,
            tf.math.mul(right, tf.constant((float) -x.shape().get(2))),
            zero,
            one,
            tf.math.mul(down, tf.constant((float) -x.shape().get(1))))
        .apply(tf, x, fillMode, interpolation, fillValue);
  }
}
