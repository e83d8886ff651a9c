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
 * {@link Adam} with Nesterov's momentum, which a schedule warms up (Dozat, 2016).
 *
 * <p>At step t, from 1, with {@code u(t) = beta1 * (1 - 0.5 * 0.96^t)} and {@code p(t) = u(1) * ...
 * * u(t)}: {@code m = beta1 * m + (1 - beta1) * g; v = beta2 * v + (1 - beta2) * g^2; w -= rate *
 * (u(t + 1) * m / (1 - p(t + 1)) + (1 - u(t)) * g / (1 - p(t))) / (sqrt(v / (1 - beta2^t)) +
 * epsilon)}.
 *
 * @param learningRate how far a step goes
 * @param beta1 how much of m is kept a step, at least 0 and below 1
 * @param beta2 how much of v is kept a step, at least 0 and below 1
 * @param epsilon above 0; keeps the divisor from 0
 * @see <a href="https://keras.io/api/optimizers/nadam/">Keras Nadam</a>
 * @see <a href="https://cs229.stanford.edu/proj2015/054_report.pdf">Incorporating Nesterov Momentum
 *     into Adam</a>
 */
@RecordBuilder
public record Nadam(LearningRate learningRate, double beta1, double beta2, double epsilon)
    implements Optimizer, NadamBuilder.With {

  /** Checks the ranges. */
  public Nadam {
    Ranges.checkDecay("beta1", beta1);
    Ranges.checkDecay("beta2", beta2);
    Ranges.checkPositive("epsilon", epsilon);
  }

  /** Keras' defaults: learning rate 0.001, betas 0.9 and 0.999, epsilon 1e-7. */
  public static Nadam of() {
    return of(0.001);
  }

  /** Keras' defaults with this learning rate. */
  public static Nadam of(double learningRate) {
    return of(LearningRate.constant(learningRate));
  }

  /** The same with a learning rate that may be a schedule. */
  public static Nadam of(LearningRate learningRate) {
    return new Nadam(learningRate, 0.9, 0.999, 1e-7);
  }

  @Override
  public Op apply(OptimizerScope scope, Variable<TFloat32> weight, Operand<TFloat32> gradient) {
    Ops tf = scope.tf();
    Operand<TFloat32> one = scope.constant(1);
    Variable<TFloat32> mean = scope.slot(weight, "m");
    Variable<TFloat32> square = scope.slot(weight, "v");
    Variable<TFloat32> product = scope.scalarSlot(weight, "u_product", 1);
    Operand<TFloat32> u = momentum(scope, 1);
    Operand<TFloat32> next = momentum(scope, 2);
    Operand<TFloat32> p = tf.math.mul(product.value(), u);
    Operand<TFloat32> m = scope.average(mean, gradient, beta1);
    Operand<TFloat32> v = scope.average(square, tf.math.square(gradient), beta2);
    Operand<TFloat32> ofMean = tf.math.div(next, tf.math.sub(one, tf.math.mul(p, next)));
    Operand<TFloat32> ofGradient = tf.math.div(tf.math.sub(one, u), tf.math.sub(one, p));
    Operand<TFloat32> direction =
        tf.math.add(tf.math.mul(m, ofMean), tf.math.mul(gradient, ofGradient));
    Operand<TFloat32> deviation =
        tf.math.sqrt(tf.math.div(v, scope.toFloat(scope.correction(beta2))));
    Operand<TFloat32> step =
        tf.math.div(
            tf.math.mul(direction, scope.learningRate()),
            tf.math.add(deviation, scope.constant(epsilon)));
    return scope.group(
        tf.assignSubVariableOp(weight.handle(), step),
        scope.assign(mean, m),
        scope.assign(square, v),
        scope.assign(product, p));
  }

  /** u(step + later). */
  private Operand<TFloat32> momentum(OptimizerScope scope, long later) {
    Ops tf = scope.tf();
    Operand<TFloat64> half = tf.math.mul(tf.constant(0.5), scope.power(0.96, later));
    return scope.toFloat(tf.math.mul(tf.constant(beta1), tf.math.sub(tf.constant(1.0), half)));
  }
}
