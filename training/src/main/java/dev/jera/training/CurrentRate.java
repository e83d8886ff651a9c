package dev.jera.training;

import dev.jera.training.optimizer.ConstantRate;
import dev.jera.training.optimizer.LearningRate;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** The learning rate of a graph that is trained: a schedule's, or one that may be set. */
final class CurrentRate {
  private final VariableValues values;
  private final LearningRate configured;
  private final Operand<TFloat32> next;

  /**
   * @param configured what the optimizer began with
   * @param next the rate of the next update, a scalar
   */
  CurrentRate(VariableValues values, LearningRate configured, Operand<TFloat32> next) {
    this.values = values;
    this.configured = configured;
    this.next = next;
  }

  /** The rate of the next update. */
  double next() {
    return values.read(next);
  }

  /** Whether it may be set: it is no schedule. */
  boolean isConstant() {
    return configured instanceof ConstantRate;
  }

  /** Whether it is the one that the optimizer began with, and may be set. */
  boolean isInitial() {
    return configured instanceof ConstantRate constant && next() == (float) constant.rate();
  }

  /** Sets a constant rate. */
  void set(double rate) {
    values.set(WeightUpdates.LEARNING_RATE, (float) rate);
  }
}
