package dev.jera.training.optimizer;

import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/**
 * What an optimizer builds with.
 *
 * <p>Nothing but data and control dependencies orders the ops of a step. A slot's {@code value()}
 * is what it held before the step if all that assigns it takes that value as an input, as {@link
 * #average} does; what needs the new value takes the operand that is assigned, and does not read
 * again.
 *
 * @param tf TensorFlow's ops
 * @param step the number of updates before this one, a scalar
 * @param learningRate how far this step goes, a scalar
 * @param variables where slots are made, so that they are saved with the weights
 */
public record OptimizerScope(
    Ops tf, Operand<TInt64> step, Operand<TFloat32> learningRate, Variables variables) {

  /** A slot that begins at 0: a variable of the weight's shape, {@code optimizer/weight/name}. */
  public Variable<TFloat32> slot(Variable<TFloat32> weight, String name) {
    return slot(weight, name, 0);
  }

  /** A slot that begins at this value, wholly. */
  public Variable<TFloat32> slot(Variable<TFloat32> weight, String name, double initialValue) {
    return create(weight, name, weight.shape(), initialValue);
  }

  /** A slot of one number for the whole weight. */
  public Variable<TFloat32> scalarSlot(
      Variable<TFloat32> weight, String name, double initialValue) {
    return create(weight, name, Shape.scalar(), initialValue);
  }

  private Variable<TFloat32> create(
      Variable<TFloat32> weight, String name, Shape shape, double initialValue) {
    // A slot begins before any step: what the ops of a step wait for is not there yet.
    Ops first = tf.withControlDependencies(List.of());
    Operand<TFloat32> initial =
        first.fill(first.constant(shape.asArray()), first.constant((float) initialValue));
    return variables.create("optimizer/" + weight.name() + "/" + name, shape, initial, false);
  }

  /** What a moving average becomes by a value: {@code average + (1 - kept) * (value - average)}. */
  public Operand<TFloat32> average(
      Variable<TFloat32> average, Operand<TFloat32> value, double kept) {
    Operand<TFloat32> change = tf.math.sub(value, average.value());
    return tf.math.add(average.value(), tf.math.mul(change, constant(1 - kept)));
  }

  /** The op that gives a slot its new value. */
  public Op assign(Variable<TFloat32> slot, Operand<TFloat32> value) {
    return tf.assignVariableOp(slot.handle(), value);
  }

  /** One op for several. */
  public Op group(Op... ops) {
    return tf.withControlDependencies(List.of(ops)).noOp();
  }

  /**
   * How much of a moving average that began at 0 is values: {@code 1 - kept^(step + 1)}, a scalar.
   *
   * <p>It is float64, as a float32 would lose the digits of kept^t near 1. TensorFlow's kernels
   * know {@code kept} as a float32: what corrects their averages takes {@code (float) kept}.
   */
  public Operand<TFloat64> correction(double kept) {
    return tf.math.sub(tf.constant(1.0), power(kept, 1));
  }

  /** {@code base^(step + later)}, a scalar. */
  public Operand<TFloat64> power(double base, long later) {
    Operand<TFloat64> exponent =
        tf.math.add(tf.dtypes.cast(step, TFloat64.class), tf.constant((double) later));
    return tf.math.pow(tf.constant(base), exponent);
  }

  /** The learning rate times a factor, which is multiplied in float64. */
  public Operand<TFloat32> rateTimes(Operand<TFloat64> factor) {
    return toFloat(tf.math.mul(tf.dtypes.cast(learningRate, TFloat64.class), factor));
  }

  /** A float64 as the graph's float32. */
  public Operand<TFloat32> toFloat(Operand<TFloat64> value) {
    return tf.dtypes.cast(value, TFloat32.class);
  }

  /** A number as the graph's float32. */
  public Operand<TFloat32> constant(double value) {
    return tf.constant((float) value);
  }
}
