package dev.jera.model.layer.preprocessing;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.LayerScope;
import dev.jera.model.layer.Numbers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The numbers between two bounds: where a random factor is drawn from, or what pixels may be.
 *
 * @param low the lower bound, finite
 * @param high the upper bound, finite, at least low; where both are the same, nothing is random
 */
public record Range(double low, double high) {

  /** Checks that both are finite and in order. */
  public Range {
    checkArgument(
        low <= high && Numbers.isFinite(low) && Numbers.isFinite(high),
        "range: %s to %s (expected: finite, the lower bound first)",
        low,
        high);
  }

  /** From {@code -most} to {@code most}. */
  public static Range of(double most) {
    return new Range(-most, most);
  }

  /** Between two bounds. */
  public static Range of(double low, double high) {
    return new Range(low, high);
  }

  /** Checks that a factor lies within [-1, 1]. */
  void checkFactor(String name) {
    checkArgument(
        low >= -1 && high <= 1, "%s: %s to %s (expected: within -1 to 1)", name, low, high);
  }

  /** One number for each example of a batch, [batch], uniform between the bounds. */
  Operand<TFloat32> draw(LayerScope scope, Operand<TFloat32> batch) {
    Ops tf = scope.tf();
    Operand<TInt32> examples = tf.slice(tf.shape(batch), tf.array(0), tf.array(1));
    Operand<TFloat32> unit = scope.randomUniform(examples);
    return tf.math.add(
        tf.math.mul(unit, tf.constant((float) (high - low))), tf.constant((float) low));
  }
}
