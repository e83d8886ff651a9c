package dev.jera.training.optimizer;

import dev.jera.runtime.Ranges;
import dev.jera.runtime.Variable;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/**
 * Gradient descent by moving averages of the gradient and of its square (Kingma and Ba, 2015).
 *
 * <p>At step t, from 1: {@code m = beta1 * m + (1 - beta1) * g; v = beta2 * v + (1 - beta2) * g^2;
 * w -= rate * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon)}. By AMSGrad (Reddi et
 * al., 2018) the greatest v so far takes its place in the divisor.
 *
 * @param learningRate how far a step goes
 * @param beta1 how much of m is kept a step, at least 0 and below 1
 * @param beta2 how much of v is kept a step, at least 0 and below 1
 * @param epsilon above 0; keeps the divisor from 0
 * @param amsgrad whether the divisor never shrinks
 * @see <a href="https://keras.io/api/optimizers/adam/">Keras Adam</a>
 * @see <a href="https://arxiv.org/abs/1412.6980">Adam: A Method for Stochastic Optimization</a>
 * @see <a href="https://openreview.net/forum?id=ryQu7f-RZ">On the Convergence of Adam and
 *     Beyond</a>
 */
@RecordBuilder
public record Adam(
    LearningRate learningRate, double beta1, double beta2, double epsilon, boolean amsgrad)
    implements Optimizer, AdamBuilder.With {

  /** Checks the ranges. */
  public Adam {
    Ranges.checkDecay("beta1", beta1);
    Ranges.checkDecay("beta2", beta2);
    Ranges.checkPositive("epsilon", epsilon);
  }

  /** Keras' defaults: learning rate 0.001, betas 0.9 and 0.999, epsilon 1e-7, no AMSGrad. */
  public static Adam of() {
    return of(0.001);
  }

  /** Keras' defaults with this learning rate. */
  public static Adam of(double learningRate) {
    return of(LearningRate.constant(learningRate));
  }

  /** The same with a learning rate that may be a schedule. */
  public static Adam of(LearningRate learningRate) {
    return new Adam(learningRate, 0.9, 0.999, 1e-7, false);
  }

  @Override
  public Op apply(OptimizerScope scope, Variable<TFloat32> weight, Operand<TFloat32> gradient) {
    Ops tf = scope.tf();
    Operand<TFloat64> correction =
        tf.math.div(tf.math.sqrt(scope.correction((float) beta2)), scope.correction((float) beta1));
    Operand<TFloat32> rate = scope.rateTimes(correction);
    // As powers of the betas, 0 keeps the kernels from a correction of their own, in float32.
    Operand<TFloat32> corrected = scope.constant(0);
    Variable<TFloat32> m = scope.slot(weight, "m");
    Variable<TFloat32> v = scope.slot(weight, "v");
    if (amsgrad) {
      return tf.train.resourceApplyAdamWithAmsgrad(
          weight.handle(),
          m.handle(),
          v.handle(),
          scope.slot(weight, "v_hat").handle(),
          corrected,
          corrected,
          rate,
          scope.constant(beta1),
          scope.constant(beta2),
          scope.constant(epsilon),
          gradient);
    }
    return tf.train.resourceApplyAdam(
        weight.handle(),
        m.handle(),
        v.handle(),
        corrected,
        corrected,
        rate,
        scope.constant(beta1),
        scope.constant(beta2),
        scope.constant(epsilon),
        gradient);
  }
}
