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
 * While training, turns each image about its middle by a random angle; otherwise it does nothing.
 *
 * <p>Input [batch, height, width, channels], output of the same shape. It has no gradient: it
 * stands before the first trainable layer.
 *
 * @param factor the angle counterclockwise, uniform, in full turns, within -1 to 1
 * @param fillMode what comes in from beyond the edges
 * @param interpolation how values between pixels are made
 * @param fillValue what CONSTANT comes in as, finite
 * @see <a
 *     href="https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_rotation/">Keras
 *     RandomRotation</a>
 */
@RecordBuilder
public record RandomRotation(
    Range factor, FillMode fillMode, Interpolation interpolation, double fillValue)
    implements UnaryLayer, RandomRotationBuilder.With {

  /** Checks the factor and the fill value. */
  public RandomRotation {
    factor.checkFactor("factor");
    AffineTransform.checkFill(fillValue);
  }

  /** Up to this share of a full turn either way, mirrored at the edges. */
  public static RandomRotation of(double factor) {
    return of(Range.of(factor));
  }

  /** Between these shares of a full turn, mirrored at the edges, bilinear. */
  public static RandomRotation of(Range factor) {
    return new RandomRotation(factor, FillMode.REFLECT, Interpolation.BILINEAR, 0);
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
    Operand<TFloat32> angle =
        tf.math.mul(factor.draw(scope, x), tf.constant((float) (2 * Math.PI)));
    return AffineTransform.about(
            tf,
            x.shape(),
            tf.math.cos(angle),
            tf.math.neg(tf.math.sin(angle)),
            tf.math.sin(angle),
            tf.math.cos(angle))
        .apply(tf, x, fillMode, interpolation, fillValue);
  }
}
