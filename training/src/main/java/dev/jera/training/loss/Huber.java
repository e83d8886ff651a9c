package dev.jera.training.loss;

import dev.jera.runtime.Ranges;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code e^2 / 2} for an absolute error e up to delta, and {@code delta * e - delta^2 / 2} above,
 * averaged over the last axis (Huber, 1964).
 *
 * <p>Predictions and labels [batch, ..., values], of one shape.
 *
 * @param delta from where on the loss is linear, above 0
 * @see <a href="https://keras.io/api/losses/regression_losses/#huber-class">Keras Huber</a>
 */
@RecordBuilder
public record Huber(double delta) implements ElementwiseLoss, HuberBuilder.With {

  /** Checks delta. */
  public Huber {
    Ranges.checkPositive("delta", delta);
  }

  /** A Huber loss with delta 1. */
  public static Huber of() {
    return of(1);
  }

  /** A Huber loss that is linear from this error on. */
  public static Huber of(double delta) {
    return new Huber(delta);
  }

  @Override
  public Operand<TFloat32> values(Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions) {
    Operand<TFloat32> error = tf.math.abs(tf.math.sub(predictions, labels));
    Operand<TFloat32> linear = tf.constant((float) delta);
    // In one piece: the square of a large error, chosen or not, would overflow.
    Operand<TFloat32> small = tf.math.minimum(error, linear);
    Operand<TFloat32> quadratic = tf.math.mul(tf.math.square(small), tf.constant(0.5f));
    return tf.math.add(quadratic, tf.math.mul(linear, tf.math.sub(error, small)));
  }
}
