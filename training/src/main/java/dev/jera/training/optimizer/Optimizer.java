package dev.jera.training.optimizer;

import dev.jera.runtime.Variable;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;

/** How a gradient changes a weight: a description, without native memory. */
public interface Optimizer {
  /** How far a step goes. */
  LearningRate learningRate();

  /**
   * Adds the ops that change one weight by its gradient.
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
}
