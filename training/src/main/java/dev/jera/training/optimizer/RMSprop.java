package dev.jera.training.optimizer;

import dev.jera.runtime.Ranges;
import dev.jera.runtime.Variable;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Gradient descent scaled by a moving average of the squared gradient (Tieleman and Hinton, 2012).
 *
 * <p>{@code v = rho * v + (1 - rho) * g^2; m = momentum * m + rate * g / sqrt(v + epsilon); w -=
 * m}. Centered, {@code v - a^2} takes the place of v below the root, the variance instead of the
 * second moment, with {@code a = rho * a + (1 - rho) * g}; where rounding makes that negative it is
 * 0.
 *
 * @param learningRate how far a step goes
 * @param rho how much of the averages is kept a step, at least 0 and below 1
 * @param momentum at least 0 and below 1
 * @param epsilon above 0; keeps the divisor from 0
 * @param centered whether the gradient's variance scales
 * @see <a href="https://keras.io/api/optimizers/rmsprop/">Keras RMSprop</a>
 * @see <a href="https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf">Lecture
 *     6e</a>
 */
@RecordBuilder
public record RMSprop(
    LearningRate learningRate, double rho, double momentum, double epsilon, boolean centered)
    implements Optimizer, RMSpropBuilder.With {

  /** Checks the ranges. */
  public RMSprop {
    Ranges.checkDecay("rho", rho);
    Ranges.checkDecay("momentum", momentum);
    Ranges.checkPositive("epsilon", epsilon);
  }

  /** Keras' defaults: learning rate 0.001, rho 0.9, no momentum, epsilon 1e-7, not centered. */
  public static RMSprop of() {
    return of(0.001);
  }

  /** Keras' defaults with this learning rate. */
  public static RMSprop of(double learningRate) {
    return of(LearningRate.constant(learningRate));
  }

  /** The same with a learning rate that may be a schedule. */
  public static RMSprop of(LearningRate learningRate) {
    return new RMSprop(learningRate, 0.9, 0, 1e-7, false);
  }

  @Override
  public Op apply(OptimizerScope scope, Variable<TFloat32> weight, Operand<TFloat32> gradient) {
    if (centered) {
      return applyCentered(scope, weight, gradient);
    }
    return scope
        .tf()
        .train
        .resourceApplyRmsProp(
            weight.handle(),
            scope.slot(weight, "velocity").handle(),
            scope.slot(weight, "momentum").handle(),
            scope.learningRate(),
            scope.constant(rho),
            scope.constant(momentum),
            scope.constant(epsilon),
            gradient);
  }

  /** TensorFlow's kernel takes the root of a negative number where gradients hardly vary. */
  private Op applyCentered(
      OptimizerScope scope, Variable<TFloat32> weight, Operand<TFloat32> gradient) {
    Ops tf = scope.tf();
    Variable<TFloat32> velocity = scope.slot(weight, "velocity");
    Variable<TFloat32> mean = scope.slot(weight, "average_gradient");
    Variable<TFloat32> moment = scope.slot(weight, "momentum");
    Operand<TFloat32> v = scope.average(velocity, tf.math.square(gradient), rho);
    Operand<TFloat32> a = scope.average(mean, gradient, rho);
    Operand<TFloat32> variance =
        tf.math.maximum(tf.math.sub(v, tf.math.square(a)), scope.constant(0));
    Operand<TFloat32> step =
        tf.math.div(
            tf.math.mul(gradient, scope.learningRate()),
            tf.math.sqrt(tf.math.add(variance, scope.constant(epsilon))));
    Operand<TFloat32> m = tf.math.add(tf.math.mul(moment.value(), scope.constant(momentum)), step);
    return scope.group(
        tf.assignSubVariableOp(weight.handle(), m),
        scope.assign(velocity, v),
        scope.assign(mean, a),
        scope.assign(moment, m));
  }
}
