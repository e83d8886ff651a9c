package dev.jera.training.optimizer;

import dev.jera.runtime.Ranges;
import dev.jera.runtime.Variable;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;

/**
 * Gradient descent scaled by the sum of all squared gradients (Duchi et al., 2011).
 *
 * <p>{@code a = a + g^2; w -= rate * g / sqrt(a + epsilon)}.
 *
 * @param learningRate how far a step goes
 * @param initialAccumulator what a begins at, at least 0
 * @param epsilon above 0; keeps the divisor from 0
 * @see <a href="https://keras.io/api/optimizers/adagrad/">Keras Adagrad</a>
 * @see <a href="https://jmlr.org/papers/v12/duchi11a.html">Adaptive Subgradient Methods</a>
 */
@RecordBuilder
public record Adagrad(LearningRate learningRate, double initialAccumulator, double epsilon)
    implements Optimizer, AdagradBuilder.With {

  /** Checks the ranges. */
  public Adagrad {
    Ranges.checkNotNegative("initialAccumulator", initialAccumulator);
    Ranges.checkPositive("epsilon", epsilon);
  }

  /** Keras' defaults: learning rate 0.001, initial accumulator 0.1, epsilon 1e-7. */
  public static Adagrad of() {
    return of(0.001);
  }

  /** Keras' defaults with this learning rate. */
  public static Adagrad of(double learningRate) {
    return of(LearningRate.constant(learningRate));
  }

  /** The same with a learning rate that may be a schedule. */
  public static Adagrad of(LearningRate learningRate) {
    return new Adagrad(learningRate, 0.1, 1e-7);
  }

  @Override
  public Op apply(OptimizerScope scope, Variable<TFloat32> weight, Operand<TFloat32> gradient) {
    // The kernel adds its epsilon to the root. Below the root it is added once, to the first value.
    Variable<TFloat32> accumulator =
        scope.slot(weight, "accumulator", initialAccumulator + epsilon);
    return scope
        .tf()
        .train
        .resourceApplyAdagrad(
            weight.handle(),
            accumulator.handle(),
            scope.learningRate(),
            scope.constant(0),
            gradient);
  }
}
