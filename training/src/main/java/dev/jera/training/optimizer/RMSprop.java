package dev.jera.training.optimizer;

import dev.jera.runtime.Variable;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;

/**
 * Gradient descent scaled by a moving average of the squared gradient.
 *
 * <p>{@code s = rho * s + (1 - rho) * g^2; m = momentum * m + rate * g / sqrt(s + epsilon); w -=
 * m}.
 *
 * @param learningRate how far a step goes
 * @param rho how much of the average is kept a step, at least 0 and below 1
 * @param momentum at least 0 and below 1
 * @param epsilon above 0; keeps the divisor from 0
 * @see <a href="https://keras.io/api/optimizers/rmsprop/">Keras RMSprop</a>
 */
@RecordBuilder
public record RMSprop(LearningRate learningRate, double rho, double momentum, double epsilon)
    implements Optimizer, RMSpropBuilder.With {

  /** Checks the ranges. */
  public RMSprop {
    Ranges.checkDecay("rho", rho);
    Ranges.checkDecay("momentum", momentum);
    Ranges.checkEpsilon(epsilon);
  }

  /** Keras' defaults: learning rate 0.001, rho 0.9, no momentum, epsilon 1e-7. */
  public static RMSprop of() {
    return of(0.001);
  }

  /** Keras' defaults with this learning rate. */
  public static RMSprop of(double learningRate) {
    return of(LearningRate.constant(learningRate));
  }

  /** The same with a learning rate that may be a schedule. */
  public static RMSprop of(LearningRate learningRate) {
    return new RMSprop(learningRate, 0.9, 0, 1e-7);
  }

  @Override
  public Op apply(OptimizerScope scope, Variable<TFloat32> weight, Operand<TFloat32> gradient) {
    return scope
        .tf()
        .train
        .resourceApplyRmsProp(
            weight.handle(),
            scope.slot(weight, "velocity"),
            scope.slot(weight, "momentum"),
            scope.learningRate(),
            scope.constant(rho),
            scope.constant(momentum),
            scope.constant(epsilon),
            gradient);
  }
}
