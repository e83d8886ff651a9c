package dev.jera.model.layer.regularization;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import dev.jera.model.layer.Numbers;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * While training, adds normal noise with mean 0; otherwise it does nothing.
 *
 * <p>Input and output have the same shape.
 *
 * @param stddev the noise's standard deviation, at least 0
 * @see <a href="https://keras.io/api/layers/regularization_layers/gaussian_noise/">Keras
 *     GaussianNoise</a>
 */
public record GaussianNoise(double stddev) implements UnaryLayer {

  /** Checks the deviation. */
  public GaussianNoise {
    Numbers.checkNotNegative("stddev", stddev);
  }

  /** Noise of this standard deviation. */
  public static GaussianNoise of(double stddev) {
    return new GaussianNoise(stddev);
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
    if (!scope.isTraining() || stddev == 0) {
      return x;
    }
    Ops tf = scope.tf();
    Operand<TFloat32> noise = scope.randomNormal(tf.shape(x));
    return tf.math.add(x, tf.math.mul(noise, tf.constant((float) stddev)));
  }
}
