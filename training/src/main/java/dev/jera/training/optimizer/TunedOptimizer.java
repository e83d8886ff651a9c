package dev.jera.training.optimizer;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Ranges;
import dev.jera.runtime.Variable;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * An optimizer with what all optimizers share: {@link Optimizer#withClipping}, {@link
 * Optimizer#withWeightDecay}, {@link Optimizer#withMovingAverage} and {@link
 * Optimizer#withAccumulation} make it. Each is set once.
 *
 * <p>An update takes the mean gradient, clips it, lets the weight decay, applies the optimizer and
 * brings the moving average up to date. Keras' order it is, too: a constraint comes after all that.
 *
 * @param optimizer what the rest is put around, not tuned itself
 * @param clipping how gradients are limited
 * @param weightDecay how weights decay
 * @param movingAverage how much of the weights' moving averages is kept an update, at least 0 and
 *     below 1; 0 for no averages
 * @param accumulation how many steps' gradients make one update, their mean; at least 1
 * @see <a href="https://keras.io/api/optimizers/">Keras optimizers</a>
 */
public record TunedOptimizer(
    Optimizer optimizer,
    Clipping clipping,
    WeightDecay weightDecay,
    double movingAverage,
    int accumulation)
    implements Optimizer {
  /** The name of the slots that hold the weights' moving averages. */
  public static final String AVERAGE = "average";

  /** Checks the ranges, and that nothing is said twice. */
  public TunedOptimizer {
    checkArgument(
        !(optimizer instanceof TunedOptimizer),
        "optimizer: %s (expected: one that is not tuned yet, or its withX methods)",
        optimizer);
    checkArgument(
        weightDecay.equals(WeightDecay.none()) || !(optimizer instanceof AdamW),
        "weightDecay: %s around %s (expected: AdamW.withWeightDecay)",
        weightDecay,
        optimizer);
    Ranges.checkDecay("movingAverage", movingAverage);
    checkArgument(accumulation >= 1, "accumulation: %s (expected: >= 1)", accumulation);
    int own = optimizer.accumulation();
    checkArgument(
        own == 1 || accumulation == 1 || accumulation == own,
        "accumulation: %s around %s, which accumulates %s (expected: set once)",
        accumulation,
        optimizer,
        own);
    accumulation = Math.max(accumulation, own);
  }

  static TunedOptimizer of(Optimizer optimizer) {
    return new TunedOptimizer(optimizer, Clipping.none(), WeightDecay.none(), 0, 1);
  }

  @Override
  public TunedOptimizer withClipping(Clipping clipping) {
    checkUnset("clipping", clipping, this.clipping, Clipping.none());
    return new TunedOptimizer(optimizer, clipping, weightDecay, movingAverage, accumulation);
  }

  /** {@inheritDoc} An {@link AdamW} within takes it for its own. */
  @Override
  public TunedOptimizer withWeightDecay(WeightDecay weightDecay) {
    if (optimizer instanceof AdamW adam) {
      Optimizer decaying = adam.withWeightDecay(weightDecay);
      return new TunedOptimizer(decaying, clipping, this.weightDecay, movingAverage, accumulation);
    }
    checkUnset("weightDecay", weightDecay, this.weightDecay, WeightDecay.none());
    return new TunedOptimizer(optimizer, clipping, weightDecay, movingAverage, accumulation);
  }

  @Override
  public TunedOptimizer withWeightDecay(double rate) {
    return withWeightDecay(WeightDecay.of(rate));
  }

  @Override
  public TunedOptimizer withMovingAverage(double momentum) {
    Ranges.checkPositive("momentum", momentum);
    checkUnset("movingAverage", momentum, movingAverage, 0.0);
    return new TunedOptimizer(optimizer, clipping, weightDecay, momentum, accumulation);
  }

  @Override
  public TunedOptimizer withAccumulation(int steps) {
    checkUnset("accumulation", steps, accumulation, 1);
    return new TunedOptimizer(optimizer, clipping, weightDecay, movingAverage, steps);
  }

  @Override
  public LearningRate learningRate() {
    return optimizer.learningRate();
  }

  @Override
  public List<Operand<TFloat32>> prepare(
      OptimizerScope scope, List<Variable<TFloat32>> weights, List<Operand<TFloat32>> gradients) {
    return optimizer.prepare(
        scope, weights, clipping.apply(scope.tf().withSubScope("clipping"), gradients));
  }

  @Override
  public Op apply(OptimizerScope scope, Variable<TFloat32> weight, Operand<TFloat32> gradient) {
    Op applied = optimizer.apply(scope, weight, weightDecay.before(scope, weight, gradient));
    return movingAverage == 0 ? applied : average(scope, weight, applied);
  }

  private Op average(OptimizerScope scope, Variable<TFloat32> weight, Op applied) {
    Variable<TFloat32> average = scope.slot(weight, AVERAGE);
    Ops after = scope.tf().withControlDependencies(List.of(applied));
    Operand<TFloat32> updated = after.readVariableOp(weight.handle(), TFloat32.class);
    Ops tf = scope.tf();
    Operand<TBool> first = tf.math.equal(scope.step(), tf.constant(0L));
    Operand<TFloat32> kept = tf.select(first, scope.constant(0), scope.constant(movingAverage));
    Operand<TFloat32> taken =
        tf.select(first, scope.constant(1), scope.constant(1 - movingAverage));
    return scope.assign(
        average, tf.math.add(tf.math.mul(kept, average.value()), tf.math.mul(taken, updated)));
  }

  private static void checkUnset(String name, Object given, Object present, Object unset) {
    checkArgument(
        present.equals(unset), "%s: %s after %s (expected: set once)", name, given, present);
  }
}
