package dev.jera.model.layer.activation;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.layer.Numbers;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.types.TFloat32;

/**
 * {@code min(x, maxValue)} above the threshold, {@code negativeSlope * (x - threshold)} else.
 *
 * <p>Input and output have the same shape.
 *
 * @param maxValue at least 0; {@link Double#POSITIVE_INFINITY}, the default, for none
 * @param negativeSlope at least 0; 0 is the default
 * @param threshold at least 0; 0 is the default
 * @see <a href="https://keras.io/api/layers/activation_layers/relu/">Keras ReLU</a>
 */
@RecordBuilder
public record ReLU(double maxValue, double negativeSlope, double threshold)
    implements Activation, ReLUBuilder.With {

  /** Checks the ranges. */
  public ReLU {
    checkArgument(maxValue >= 0, "maxValue: %s (expected: >= 0; infinity for none)", maxValue);
    Numbers.checkNotNegative("negativeSlope", negativeSlope);
    Numbers.checkNotNegative("threshold", threshold);
  }

  /** {@code max(x, 0)}. */
  public static ReLU of() {
    return new ReLU(Double.POSITIVE_INFINITY, 0, 0);
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
    if (maxValue == 6 && negativeSlope == 0 && threshold == 0) {
      return tf.nn.relu6(x);
    }
    Operand<TFloat32> unlimited = threshold == 0 ? aboveZero(tf, x) : aboveThreshold(tf, x);
    return Numbers.isFinite(maxValue)
        ? tf.math.minimum(unlimited, tf.constant((float) maxValue))
        : unlimited;
  }

  private Operand<TFloat32> aboveZero(Ops tf, Operand<TFloat32> x) {
    return negativeSlope == 0
        ? tf.nn.relu(x)
        : tf.nn.leakyRelu(x, LeakyRelu.alpha((float) negativeSlope));
  }

  private Operand<TFloat32> aboveThreshold(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> limit = tf.constant((float) threshold);
    Operand<TFloat32> below =
        negativeSlope == 0
            ? tf.zerosLike(x)
            : tf.math.mul(tf.math.sub(x, limit), tf.constant((float) negativeSlope));
    return tf.select(tf.math.greater(x, limit), x, below);
  }

  @Override
  public boolean isMonotone() {
    return true;
  }
}
