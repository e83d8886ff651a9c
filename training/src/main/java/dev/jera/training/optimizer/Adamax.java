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
 * {@link Adam} by the largest gradient instead of the mean square (Kingma and Ba, 2015, section 7).
 *
 * <p>At step t, from 1: {@code m = beta1 * m + (1 - beta1) * g; u = max(beta2 * u, |g|); w -= rate
 * / (1 - beta1^t) * m / (u + epsilon)}.
 *
 * @param learningRate how far a step goes
 * @param beta1 how much of m is kept a step, at least 0 and below 1
 * @param beta2 how much of u is kept a step, at least 0 and below 1
 * @param epsilon above 0; keeps the divisor from 0
 * @see <a href="https://keras.io/api/optimizers/adamax/">Keras Adamax</a>
 * @see <a href="https://arxiv.org/abs/1412.6980">Adam: A Method for Stochastic Optimization</a>
 */
@RecordBuilder
public record Adamax(LearningRate learningRate, double beta1, double beta2, double epsilon)
    implements Optimizer, AdamaxBuilder.With {

  /** Checks the ranges. */
  public Adamax {
    Ranges.checkDecay("beta1", beta1);
    Ranges.checkDecay("beta2", beta2);
    Ranges.checkPositive("epsilon", epsilon);
  }

  /** Keras' defaults: learning rate 0.001, betas 0.9 and 0.999, epsilon 1e-7. */
  public static Adamax of() {
    return of(0.001);
  }

  /** Keras' defaults with this learning rate. */
  public static Adamax of(double learningRate) {
    return of(LearningRate.constant(learningRate));
  }

  /** The same with a learning rate that may be a schedule. */
  public static Adamax of(LearningRate learningRate) {
    return new Adamax(learningRate, 0.9, 0.999, 1e-7);
  }

  @Override
  public Op apply(OptimizerScope scope, Variable<TFloat32> weight, Operand<TFloat32> gradient) {
    Ops tf = scope.tf();
    Operand<TFloat64> correction = tf.math.reciprocal(scope.correction((float) beta1));
    return tf.train.resourceApplyAdaMax(
        weight.handle(),
        scope.slot(weight, "m").handle(),
        scope.slot(weight, "u").handle(),
        // The rate is corrected already; a power of 0 keeps the kernel from doing it in float32.
        scope.constant(0),
        scope.rateTimes(correction),
        scope.constant(beta1),
        scope.constant(beta2),
        scope.constant(epsilon),
        gradient);
  }
}
