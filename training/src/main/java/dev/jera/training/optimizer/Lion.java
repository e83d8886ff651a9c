package dev.jera.training.optimizer;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Ranges;
import dev.jera.runtime.Variable;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Steps of one size, by the sign of a moving average of the gradient (Chen et al., 2023).
 *
 * <p>{@code w -= rate * sign(beta1 * m + (1 - beta1) * g); m = beta2 * m + (1 - beta2) * g}. The
 * rate wants to be 3 to 10 times smaller than Adam's, and the weight decay as much larger.
 *
 * @param learningRate how far a step goes
 * @param beta1 how much m has to say in a step, above 0 and at most 1
 * @param beta2 how much of m is kept a step, at least 0 and below 1
 * @see <a href="https://keras.io/api/optimizers/lion/">Keras Lion</a>
 * @see <a href="https://arxiv.org/abs/2302.06675">Symbolic Discovery of Optimization Algorithms</a>
 */
@RecordBuilder
public record Lion(LearningRate learningRate, double beta1, double beta2)
    implements Optimizer, LionBuilder.With {

  /** Checks the ranges. */
  public Lion {
    checkArgument(beta1 > 0 && beta1 <= 1, "beta1: %s (expected: > 0 and <= 1)", beta1);
    Ranges.checkDecay("beta2", beta2);
  }

  /** Keras' defaults: learning rate 0.001, betas 0.9 and 0.99. */
  public static Lion of() {
    return of(0.001);
  }

  /** Keras' defaults with this learning rate. */
  public static Lion of(double learningRate) {
    return of(LearningRate.constant(learningRate));
  }

  /** The same with a learning rate that may be a schedule. */
  public static Lion of(LearningRate learningRate) {
    return new Lion(learningRate, 0.9, 0.99);
  }

  @Override
  public Op apply(OptimizerScope scope, Variable<TFloat32> weight, Operand<TFloat32> gradient) {
    Ops tf = scope.tf();
    Variable<TFloat32> momentum = scope.slot(weight, "momentum");
    Operand<TFloat32> direction = tf.math.sign(scope.average(momentum, gradient, beta1));
    return scope.group(
        tf.assignSubVariableOp(weight.handle(), tf.math.mul(direction, scope.learningRate())),
        scope.assign(momentum, scope.average(momentum, gradient, beta2)));
  }
}
