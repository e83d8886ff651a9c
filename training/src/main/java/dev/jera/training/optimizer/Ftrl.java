package dev.jera.training.optimizer;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Ranges;
import dev.jera.runtime.Variable;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/**
 * "Follow the regularized leader", for wide sparse models (McMahan et al., 2013).
 *
 * <p>With {@code p = -learningRatePower} and {@code k = l2 + beta / (2 * rate)}: {@code n' = n +
 * g^2; z += g + 2 * l2Shrinkage * w - (n'^p - n^p) / rate * w; w = (clip(z, -l1, l1) - z) / (n'^p /
 * rate + 2 * k); n = n'}. z begins at 0, so the first step forgets the weights' first values.
 *
 * <p>The terms of z nearly cancel where a weight is near 0, and in TensorFlow's kernel n'^p - n^p
 * does, too: it is all computed in float64 here. The slots are float32, so that a weight that has
 * come from far to nearly 0 keeps fewer digits, about 5 of them at a hundredth of the way.
 *
 * @param learningRate how far a step goes; a schedule must stay above 0, as it divides by it
 * @param learningRatePower at most 0; 0 keeps the rate as it is
 * @param initialAccumulator what n begins at, at least 0
 * @param l1 at least 0; the larger, the more weights are 0
 * @param l2 at least 0; how strongly weights are pulled to 0
 * @param l2Shrinkage at least 0; as a penalty of the loss would be, which does not change n
 * @param beta at least 0; the paper's beta
 * @see <a href="https://keras.io/api/optimizers/ftrl/">Keras Ftrl</a>
 * @see <a href="https://research.google/pubs/pub41159/">Ad Click Prediction: a View from the
 *     Trenches</a>
 */
@RecordBuilder
public record Ftrl(
    LearningRate learningRate,
    double learningRatePower,
    double initialAccumulator,
    double l1,
    double l2,
    double l2Shrinkage,
    double beta)
    implements Optimizer, FtrlBuilder.With {

  /** Checks the ranges. */
  public Ftrl {
    checkArgument(
        learningRatePower <= 0 && Float.isFinite((float) learningRatePower),
        "learningRatePower: %s (expected: <= 0, as a float32)",
        learningRatePower);
    Ranges.checkNotNegative("initialAccumulator", initialAccumulator);
    Ranges.checkNotNegative("l1", l1);
    Ranges.checkNotNegative("l2", l2);
    Ranges.checkNotNegative("l2Shrinkage", l2Shrinkage);
    Ranges.checkNotNegative("beta", beta);
  }

  /** Keras' defaults: learning rate 0.001, power -0.5, initial accumulator 0.1, the rest 0. */
  public static Ftrl of() {
    return of(0.001);
  }

  /** Keras' defaults with this learning rate. */
  public static Ftrl of(double learningRate) {
    return of(LearningRate.constant(learningRate));
  }

  /** The same with a learning rate that may be a schedule. */
  public static Ftrl of(LearningRate learningRate) {
    return new Ftrl(learningRate, -0.5, 0.1, 0, 0, 0, 0);
  }

  @Override
  public Op apply(OptimizerScope scope, Variable<TFloat32> weight, Operand<TFloat32> gradient) {
    Ops tf = scope.tf();
    Variable<TFloat32> accumulator = scope.slot(weight, "accumulator", initialAccumulator);
    Variable<TFloat32> linear = scope.slot(weight, "linear");
    Operand<TFloat64> g = toDouble(tf, gradient);
    Operand<TFloat64> square = tf.math.square(g);
    Operand<TFloat64> w =
        toDouble(
            tf,
            tf.withControlDependencies(List.of(square))
                .readVariableOp(weight.handle(), TFloat32.class));
    Operand<TFloat64> rate = toDouble(tf, scope.learningRate());
    Operand<TFloat64> before = toDouble(tf, accumulator.value());
    Operand<TFloat64> n = tf.math.add(before, square);
    Operand<TFloat64> root = tf.math.pow(n, tf.constant(-learningRatePower));
    Operand<TFloat64> shrinking =
        tf.math.sub(
            tf.constant(2 * l2Shrinkage), tf.math.div(growth(tf, before, square, root), rate));
    Operand<TFloat64> change = tf.math.add(g, tf.math.mul(shrinking, w));
    Operand<TFloat64> z = tf.math.add(toDouble(tf, linear.value()), change);
    Operand<TFloat64> quadratic =
        tf.math.add(tf.math.div(tf.math.add(root, tf.constant(beta)), rate), tf.constant(2 * l2));
    Operand<TFloat64> clipped = tf.clipByValue(z, tf.constant(-l1), tf.constant(l1));
    // With nothing seen yet and nothing pulling, 0 is divided by 0.
    Operand<TFloat64> next = tf.math.divNoNan(tf.math.sub(clipped, z), quadratic);
    return scope.group(
        tf.assignVariableOp(weight.handle(), scope.toFloat(next)),
        scope.assign(accumulator, scope.toFloat(n)),
        scope.assign(linear, scope.toFloat(z)));
  }

  /**
   * {@code n'^p - n^p}; where g^2 is small, {@code n^p * (exp(p * log(1 + g^2 / n)) - 1)} is the
   * same and keeps its digits.
   */
  private Operand<TFloat64> growth(
      Ops tf, Operand<TFloat64> n, Operand<TFloat64> square, Operand<TFloat64> root) {
    Operand<TFloat64> p = tf.constant(-learningRatePower);
    Operand<TFloat64> before = tf.math.pow(n, p);
    Operand<TFloat64> relative =
        tf.math.expm1(tf.math.mul(p, tf.math.log1p(tf.math.div(square, n))));
    return tf.select(
        tf.math.less(square, n), tf.math.mul(before, relative), tf.math.sub(root, before));
  }

  private static Operand<TFloat64> toDouble(Ops tf, Operand<TFloat32> value) {
    return tf.dtypes.cast(value, TFloat64.class);
  }
}
