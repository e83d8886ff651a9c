package dev.jera.training.optimizer;

import dev.jera.runtime.Variable;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;

/**
 * Gradient descent by moving averages of the gradient and of its square (Kingma and Ba, 2015).
 *
 * <p>At step t, from 1: {@code m = beta1 * m + (1 - beta1) * g; v = beta2 * v + (1 - beta2) * g^2;
 * w -= rate * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon)}.
 *
 * @param learningRate how far a step goes
 * @param beta1 how much of m is kept a step, at least 0 and below 1
 * @param beta2 how much of v is kept a step, at least 0 and below 1
 * @param epsilon above 0; keeps the divisor from 0
 * @see <a href="https://keras.io/api/optimizers/adam/">Keras Adam</a>
 */
@RecordBuilder
public record Adam(LearningRate learningRate, double beta1, double beta2, double epsilon)
    implements Optimizer, AdamBuilder.With {

  /** Checks the ranges. */
  public Adam {
    Ranges.checkDecay("beta1", beta1);
    Ranges.checkDecay("beta2", beta2);
    Ranges.checkEpsilon(epsilon);
  }

  /** Keras' defaults: learning rate 0.001, betas 0.9 and 0.999, epsilon 1e-7. */
  public static Adam of() {
    return of(0.001);
  }

  /** Keras' defaults with this learning rate. */
  public static Adam of(double learningRate) {
    return of(LearningRate.constant(learningRate));
  }

  /** The same with a learning rate that may be a schedule. */
  public static Adam of(LearningRate learningRate) {
    return new Adam(learningRate, 0.9, 0.999, 1e-7);
  }

  @Override
  public Op apply(OptimizerScope scope, Variable<TFloat32> weight, Operand<TFloat32> gradient) {
    return scope
        .tf()
        .train
        .resourceApplyAdam(
            weight.handle(),
            scope.slot(weight, "m"),
            scope.slot(weight, "v"),
            scope.power(beta1),
            scope.power(beta2),
            scope.learningRate(),
            scope.constant(beta1),
            scope.constant(beta2),
            scope.constant(epsilon),
            gradient);
  }
}
