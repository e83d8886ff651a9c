package dev.jera.training.optimizer;

import dev.jera.runtime.Variable;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;

/**
 * How a gradient changes a weight: a description, without native memory.
 *
 * <p>What all optimizers share is put around them, in a chain of any order: {@code
 * Adam.of().withClipping(Clipping.globalNorm(1)).withMovingAverage(0.99).withAccumulation(4)}.
 */
public interface Optimizer {
  /** How far a step goes. */
  LearningRate learningRate();

  /**
   * Adds the ops that change one weight by its gradient.
   *
   * <p>Only ops that depend on the gradient may change or read the weight's variable: what comes
   * before them, such as weight decay, is ordered by it. An op that has it as a control dependency
   * alone cannot run where the caller feeds gradients: it waits for a value computed from it.
   *
   * @param scope the ops, the step, the learning rate and the slots
   * @param weight the weight
   * @param gradient d loss / d weight, of the weight's shape
   * @return the op that changes the weight
   */
  Op apply(OptimizerScope scope, Variable<TFloat32> weight, Operand<TFloat32> gradient);

  /**
   * Adds the ops that change all gradients together before each is applied, such as clipping.
   *
   * @param gradients one a weight, in the order of the weights
   */
  default List<Operand<TFloat32>> prepare(
      OptimizerScope scope, List<Variable<TFloat32>> weights, List<Operand<TFloat32>> gradients) {
    return gradients;
  }

  /** How many steps' gradients make one update, their mean; at least 1. */
  default int accumulation() {
    return 1;
  }

  /**
   * The same with gradients that are clipped before they are applied.
   *
   * @throws IllegalArgumentException if they are clipped already
   */
  default TunedOptimizer withClipping(Clipping clipping) {
    return TunedOptimizer.of(this).withClipping(clipping);
  }

  /**
   * The same with weights that decay.
   *
   * @throws IllegalArgumentException if they decay already
   */
  default Optimizer withWeightDecay(WeightDecay weightDecay) {
    return TunedOptimizer.of(this).withWeightDecay(weightDecay);
  }

  /** As {@link #withWeightDecay(WeightDecay)}, of all trainable weights. */
  default Optimizer withWeightDecay(double rate) {
    return withWeightDecay(WeightDecay.of(rate));
  }

  /**
   * The same with a moving average of every trained weight, {@code average = momentum * average +
   * (1 - momentum) * w} after each update; the first one copies the weight.
   *
   * @param momentum how much of the average is kept an update, above 0 and below 1; Keras' default
   *     is 0.99
   * @throws IllegalArgumentException if there is one already
   */
  default TunedOptimizer withMovingAverage(double momentum) {
    return TunedOptimizer.of(this).withMovingAverage(momentum);
  }

  /**
   * The same with an update every so many steps, by the mean of their gradients.
   *
   * @param steps at least 1
   * @throws IllegalArgumentException if gradients are accumulated already
   */
  default TunedOptimizer withAccumulation(int steps) {
    return TunedOptimizer.of(this).withAccumulation(steps);
  }
}
