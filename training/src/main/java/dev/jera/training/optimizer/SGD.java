package dev.jera.training.optimizer;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Ranges;
import dev.jera.runtime.Variable;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.train.ResourceApplyKerasMomentum;
import org.tensorflow.types.TFloat32;

/**
 * Gradient descent, with momentum or without.
 *
 * <p>Without: {@code w -= rate * g}. With: {@code v = momentum * v - rate * g; w += v}, or, by
 * Nesterov, {@code w += momentum * v - rate * g}.
 *
 * @param learningRate how far a step goes
 * @param momentum at least 0 and below 1
 * @param nesterov whether the momentum is Nesterov's
 * @see <a href="https://keras.io/api/optimizers/sgd/">Keras SGD</a>
 */
@RecordBuilder
public record SGD(LearningRate learningRate, double momentum, boolean nesterov)
    implements Optimizer, SGDBuilder.With {

  /** Checks the ranges. */
  public SGD {
    Ranges.checkDecay("momentum", momentum);
    checkArgument(
        !nesterov || momentum > 0, "nesterov: true, momentum: %s (expected: > 0)", momentum);
  }

  /** Keras' defaults: learning rate 0.01, no momentum. */
  public static SGD of() {
    return of(0.01);
  }

  /** Keras' defaults with this learning rate. */
  public static SGD of(double learningRate) {
    return of(LearningRate.constant(learningRate));
  }

  /** The same with a learning rate that may be a schedule. */
  public static SGD of(LearningRate learningRate) {
    return new SGD(learningRate, 0, false);
  }

  @Override
  public Op apply(OptimizerScope scope, Variable<TFloat32> weight, Operand<TFloat32> gradient) {
    Operand<TFloat32> rate = scope.learningRate();
    if (momentum == 0) {
      return scope.tf().train.resourceApplyGradientDescent(weight.handle(), rate, gradient);
    }
    return scope
        .tf()
        .train
        .resourceApplyKerasMomentum(
            weight.handle(),
            scope.slot(weight, "momentum").handle(),
            rate,
            gradient,
            scope.constant(momentum),
            ResourceApplyKerasMomentum.useNesterov(nesterov));
  }
}
