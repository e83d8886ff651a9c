package dev.jera.model.layer.regularization;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * While training, sets values to 0 at random and scales the others up, so that the expected sum
 * stays; otherwise it does nothing.
 *
 * <p>Input and output have the same shape.
 *
 * @param rate the share of values that is dropped
 * @see <a href="https://keras.io/api/layers/regularization_layers/dropout/">Keras Dropout</a>
 */
public record Dropout(double rate) implements UnaryLayer {

  /** Checks the rate. */
  public Dropout {
    checkArgument(rate >= 0 && rate < 1, "rate: %s (expected: >= 0 and < 1)", rate);
  }

  /** Drops this share of the values. */
  public static Dropout of(double rate) {
    return new Dropout(rate);
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    if (!scope.isTraining() || rate == 0) {
      return x;
    }
    Ops tf = scope.tf();
    Operand<TFloat32> kept =
        tf.dtypes.cast(
            tf.math.greaterEqual(scope.randomUniform(tf.shape(x)), tf.constant((float) rate)),
            TFloat32.class);
    return tf.math.mul(x, tf.math.mul(kept, tf.constant((float) (1 / (1 - rate)))));
  }
}
