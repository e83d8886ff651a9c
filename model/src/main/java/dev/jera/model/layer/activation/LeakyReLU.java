package dev.jera.model.layer.activation;

import dev.jera.model.layer.Numbers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.types.TFloat32;

/**
 * {@code x} above 0, {@code negativeSlope * x} below.
 *
 * <p>Input and output have the same shape.
 *
 * @param negativeSlope at least 0
 * @see <a href="https://keras.io/api/layers/activation_layers/leaky_relu/">Keras LeakyReLU</a>
 */
public record LeakyReLU(double negativeSlope) implements Activation {

  /** Checks the slope. */
  public LeakyReLU {
    Numbers.checkNotNegative("negativeSlope", negativeSlope);
  }

  /** The slope 0.3, Keras' default. */
  public static LeakyReLU of() {
    return new LeakyReLU(0.3);
  }

  /** This slope below 0. */
  public static LeakyReLU of(double negativeSlope) {
    return new LeakyReLU(negativeSlope);
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
    return tf.nn.leakyRelu(x, LeakyRelu.alpha((float) negativeSlope));
  }

  @Override
  public boolean isMonotone() {
    return true;
  }
}
