package dev.jera.model.layer.preprocessing;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import dev.jera.model.layer.Numbers;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code x * scale + offset}: preprocessing that is exported with the model.
 *
 * <p>Input and output have the same shape.
 *
 * @param scale the factor, such as 1 / 255.0 for pixels, finite
 * @param offset what is added then, finite
 * @see <a
 *     href="https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/">Keras
 *     Rescaling</a>
 */
public record Rescaling(double scale, double offset) implements UnaryLayer {

  /** Checks that both are finite. */
  public Rescaling {
    Numbers.checkFinite("scale", scale);
    Numbers.checkFinite("offset", offset);
  }

  /** Multiplies by the scale. */
  public static Rescaling of(double scale) {
    return new Rescaling(scale, 0);
  }

  /** Multiplies by the scale, then adds the offset. */
  public static Rescaling of(double scale, double offset) {
    return new Rescaling(scale, offset);
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    Ops tf = scope.tf();
    Operand<TFloat32> scaled = tf.math.mul(x, tf.constant((float) scale));
    return offset == 0 ? scaled : tf.math.add(scaled, tf.constant((float) offset));
  }
}
