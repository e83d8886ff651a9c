package dev.jera.model.layer.regularization;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import dev.jera.model.layer.Numbers;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * While training, multiplies by normal noise with mean 1 and standard deviation {@code sqrt(rate /
 * (1 - rate))}, which is {@link Dropout}'s; otherwise it does nothing.
 *
 * <p>Input and output have the same shape.
 *
 * @param rate the rate of the dropout whose deviation the noise has, from 0 to below 1
 * @see <a href="https://keras.io/api/layers/regularization_layers/gaussian_dropout/">Keras
 *     GaussianDropout</a>
 */
public record GaussianDropout(double rate) implements UnaryLayer {

  /** Checks the rate. */
  public GaussianDropout {
    Numbers.checkBelowOne("rate", rate);
  }

  /** Noise as strong as a dropout of this rate. */
  public static GaussianDropout of(double rate) {
    return new GaussianDropout(rate);
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
    if (!scope.isTraining() || rate == 0) {
      return x;
    }
    Ops tf = scope.tf();
    Operand<TFloat32> stddev = tf.constant((float) Math.sqrt(rate / (1 - rate)));
    Operand<TFloat32> noise = tf.math.mul(scope.randomNormal(tf.shape(x)), stddev);
    return tf.math.mul(x, tf.math.add(noise, tf.constant(1f)));
  }
}
