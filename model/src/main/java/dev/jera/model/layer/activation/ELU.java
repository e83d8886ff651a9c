package dev.jera.model.layer.activation;

import dev.jera.model.layer.Numbers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code x} above 0, {@code alpha * (exp(x) - 1)} below: Clevert et al., 2016.
 *
 * <p>Input and output have the same shape.
 *
 * @param alpha at least 0; the output's lower limit is {@code -alpha}
 * @see <a href="https://keras.io/api/layers/activation_layers/elu/">Keras ELU</a>
 */
public record ELU(double alpha) implements Activation {

  /** Checks alpha. */
  public ELU {
    Numbers.checkNotNegative("alpha", alpha);
  }

  /** The alpha 1, Keras' default. */
  public static ELU of() {
    return new ELU(1);
  }

  /** This alpha. */
  public static ELU of(double alpha) {
    return new ELU(alpha);
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> elu = tf.nn.elu(x);
    if (alpha == 1) {
      return elu;
    }
    Operand<TFloat32> below = tf.math.mul(elu, tf.constant((float) alpha));
    return tf.select(tf.math.greater(x, tf.constant(0f)), x, below);
  }

  @Override
  public boolean isLocal() {
    return true;
  }
}
