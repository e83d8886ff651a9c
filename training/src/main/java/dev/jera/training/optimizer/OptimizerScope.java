package dev.jera.training.optimizer;

import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * What an optimizer builds with.
 *
 * @param tf TensorFlow's ops
 * @param step the number of steps before this one, a scalar
 * @param learningRate how far this step goes, a scalar
 * @param variables where slots are made, so that they are saved with the weights
 */
public record OptimizerScope(
    Ops tf, Operand<TInt64> step, Operand<TFloat32> learningRate, Variables variables) {

  /** A slot that begins at 0: a variable of the weight's shape, {@code weight/name}. */
  public Operand<? extends TType> slot(Variable<TFloat32> weight, String name) {
    return variables.zeros("optimizer/" + weight.name() + "/" + name, weight.shape()).handle();
  }

  /** {@code base ^ (step + 1)}. */
  public Operand<TFloat32> power(double base) {
    Operand<TFloat32> exponent = tf.dtypes.cast(tf.math.add(step, tf.constant(1L)), TFloat32.class);
    return tf.math.pow(constant(base), exponent);
  }

  /** A number as the graph's float32. */
  public Operand<TFloat32> constant(double value) {
    return tf.constant((float) value);
  }
}
