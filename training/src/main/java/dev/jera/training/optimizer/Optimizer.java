package dev.jera.training.optimizer;

import dev.jera.runtime.Variable;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;

/** How a gradient changes a weight: a description, without native memory. */
public interface Optimizer {

  /**
   * Adds the ops that change one weight by its gradient.
   *
   * @param scope the ops, the step and the slots
   * @param weight the weight
   * @param gradient d loss / d weight, of the weight's shape
   * @return the op that changes the weight
   */
  Op apply(OptimizerScope scope, Variable<TFloat32> weight, Operand<TFloat32> gradient);
}
