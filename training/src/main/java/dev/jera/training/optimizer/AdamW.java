package dev.jera.training.optimizer;

import dev.jera.runtime.Ranges;
import dev.jera.runtime.Variable;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;

/**
 * {@link Adam} with weight decay that no average of gradients sees (Loshchilov and Hutter, 2019).
 *
 * <p>{@code w -= learningRate * weightDecay * w}, then Adam's step.
 *
 * @param learningRate how far a step goes
 * @param beta1 how much of the mean gradient is kept a step, at least 0 and below 1
 * @param beta2 how much of the mean square is kept a step, at least 0 and below 1
 * @param epsilon above 0; keeps the divisor from 0
 * @param amsgrad whether the divisor never shrinks
 * @param weightDecay how far weights are pulled to 0, and which
 * @see <a href="https://keras.io/api/optimizers/adamw/">Keras AdamW</a>
 * @see <a href="https://arxiv.org/abs/1711.05101">Decoupled Weight Decay Regularization</a>
 */
@RecordBuilder
public record AdamW(
    LearningRate learningRate,
    double beta1,
    double beta2,
    double epsilon,
    boolean amsgrad,
    WeightDecay weightDecay)
    implements Optimizer, AdamWBuilder.With {

  /** Checks the ranges. */
  public AdamW {
    Ranges.checkDecay("beta1", beta1);
    Ranges.checkDecay("beta2", beta2);
    Ranges.checkPositive("epsilon", epsilon);
  }

  /** Keras' defaults: those of {@link Adam#of()}, and a weight decay of 0.004. */
  public static AdamW of() {
    return of(0.001);
  }

  /** Keras' defaults with this learning rate. */
  public static AdamW of(double learningRate) {
    return of(LearningRate.constant(learningRate));
  }

  /** The same with a learning rate that may be a schedule. */
  public static AdamW of(LearningRate learningRate) {
    return new AdamW(learningRate, 0.9, 0.999, 1e-7, false, WeightDecay.of(0.004));
  }

  /** The same with another weight decay in the place of its own. */
  @Override
  public AdamW withWeightDecay(WeightDecay weightDecay) {
    return AdamWBuilder.With.super.withWeightDecay(weightDecay);
  }

  /** The same with another rate of decay, of the same weights. */
  @Override
  public AdamW withWeightDecay(double rate) {
    return withWeightDecay(new WeightDecay(rate, weightDecay.excluded()));
  }

  @Override
  public Op apply(OptimizerScope scope, Variable<TFloat32> weight, Operand<TFloat32> gradient) {
    return new Adam(learningRate, beta1, beta2, epsilon, amsgrad)
        .apply(scope, weight, weightDecay.before(scope, weight, gradient));
  }
}
