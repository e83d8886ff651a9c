package dev.jera.training.optimizer;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * How far a step goes: a {@link #constant}, which a callback may change while training runs, or a
 * schedule, which the number of the step decides.
 */
public interface LearningRate {
  /**
   * Adds the ops.
   *
   * @param step the number of updates before this one, a scalar
   * @return the rate, a scalar
   */
  Operand<TFloat32> build(Ops tf, Operand<TInt64> step);

  /**
   * The same number in double precision, without a graph.
   *
   * @param step the number of updates before this one, at least 0
   */
  double at(long step);

  /**
   * One rate for all steps.
   *
   * @param rate above 0
   */
  static LearningRate constant(double rate) {
    return new ConstantRate(rate);
  }
}
