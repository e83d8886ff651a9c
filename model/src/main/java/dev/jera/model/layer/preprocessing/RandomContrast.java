package dev.jera.model.layer.preprocessing;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import dev.jera.model.layer.Window;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/**
 * While training, changes the contrast of each image at random; otherwise it does nothing.
 *
 * <p>With a factor f an image becomes {@code (x - mean) * (1 + f) + mean}, the mean that of each
 * channel over height and width, and is clipped to the range of pixel values. Input [batch, height,
 * width, channels], output of the same shape.
 *
 * @param factor the factor, uniform, within -1 (one flat color) to 1
 * @param valueRange what pixels may be; Keras' default is 0 to 255
 * @see <a
 *     href="https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_contrast/">Keras
 *     RandomContrast</a>
 */
@RecordBuilder
public record RandomContrast(Range factor, Range valueRange)
    implements UnaryLayer, RandomContrastBuilder.With {

  /** Checks the factor. */
  public RandomContrast {
    factor.checkFactor("factor");
    checkArgument(
        valueRange.low() < valueRange.high(),
        "valueRange: %s to %s (expected: the lower bound below the upper one)",
        valueRange.low(),
        valueRange.high());
  }

  /** Less and more contrast up to this factor, for pixels from 0 to 255. */
  public static RandomContrast of(double factor) {
    return of(Range.of(factor));
  }

  /** Contrast between these factors, for pixels from 0 to 255. */
  public static RandomContrast of(Range factor) {
    return new RandomContrast(factor, Range.of(0, 255));
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
    Operand<TFloat32> contrast =
        tf.reshape(tf.math.add(factor.draw(scope, x), tf.constant(1f)), tf.array(-1, 1, 1, 1));
    Operand<TFloat32> mean = tf.math.mean(x, tf.array(1, 2), Mean.keepDims(true));
    Operand<TFloat32> changed = tf.math.add(tf.math.mul(tf.math.sub(x, mean), contrast), mean);
    return tf.clipByValue(
        changed, tf.constant((float) valueRange.low()), tf.constant((float) valueRange.high()));
  }
}
