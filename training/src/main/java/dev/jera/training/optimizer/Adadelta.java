package dev.jera.training.optimizer;

import dev.jera.runtime.Ranges;
import dev.jera.runtime.Variable;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;

/**
 * Gradient descent that finds its scale from its own past steps (Zeiler, 2012).
 *
 * <p>{@code a = rho * a + (1 - rho) * g^2; d = sqrt(b + epsilon) / sqrt(a + epsilon) * g; b = rho *
 * b + (1 - rho) * d^2; w -= rate * d}. The paper's own learning rate is 1.
 *
 * @param learningRate how far a step goes
 * @param rho how much of the averages is kept a step, at least 0 and below 1
 * @param epsilon above 0; keeps the divisor from 0 and the first steps above it
 * @see <a href="https://keras.io/api/optimizers/adadelta/">Keras Adadelta</a>
 * @see <a href="https://arxiv.org/abs/1212.5701">ADADELTA: An Adaptive Learning Rate Method</a>
 */
@RecordBuilder
public record Adadelta(LearningRate learningRate, double rho, double epsilon)
    implements Optimizer, AdadeltaBuilder.With {

  /** Checks the ranges. */
  public Adadelta {
    Ranges.checkDecay("rho", rho);
    Ranges.checkPositive("epsilon", epsilon);
  }

  /** Keras' defaults: learning rate 0.001, rho 0.95, epsilon 1e-7. */
  public static Adadelta of() {
    return of(0.001);
  }

  /** Keras' defaults with this learning rate. */
  public static Adadelta of(double learningRate) {
    return of(LearningRate.constant(learningRate));
  }

  /** The same with a learning rate that may be a schedule. */
  public static Adadelta of(LearningRate learningRate) {
    return new Adadelta(learningRate, 0.95, 1e-7);
  }

  @Override
  public Op apply(OptimizerScope scope, Variable<TFloat32> weight, Operand<TFloat32> gradient) {
    return scope
        .tf()
        .train
        .resourceApplyAdadelta(
            weight.handle(),
            scope.slot(weight, "accumulated_grad").handle(),
            scope.slot(weight, "accumulated_delta_var").handle(),
            scope.learningRate(),
            scope.constant(rho),
            scope.constant(epsilon),
            gradient);
  }
}
