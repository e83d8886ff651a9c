package dev.jera.training.optimizer;

import dev.jera.runtime.Ranges;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * One rate for all steps, until a callback changes it.
 *
 * @param rate above 0
 */
public record ConstantRate(double rate) implements LearningRate {
  /** Checks the range. */
  public ConstantRate {
    Ranges.checkPositive("learningRate", rate);
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Operand<TInt64> step) {
    return tf.constant((float) rate);
  }

  @Override
  public double at(long step) {
    return rate;
  }

  /** The number alone. */
  @Override
  public String toString() {
    return Double.toString(rate);
  }
}
