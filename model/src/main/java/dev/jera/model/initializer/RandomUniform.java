package dev.jera.model.initializer;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.layer.Numbers;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Uniform over [low, high). */
record RandomUniform(double low, double high) implements Initializer {
  RandomUniform {
    Numbers.checkFinite("low", low);
    Numbers.checkFinite("high", high);
    checkArgument(low <= high, "low: %s, high: %s (expected: low <= high)", low, high);
    Numbers.checkFinite("high - low", high - low);
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Shape shape, long seed) {
    Operand<TFloat32> unit = Distribution.UNIFORM.draw(tf, shape, seed);
    return tf.math.add(
        tf.math.mul(unit, tf.constant((float) (high - low))), tf.constant((float) low));
  }
}
