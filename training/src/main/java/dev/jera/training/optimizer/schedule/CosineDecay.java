package dev.jera.training.optimizer.schedule;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.training.optimizer.LearningRate;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/**
 * A rate that falls along half a turn of the cosine, after a warm-up if there is one (Loshchilov
 * and Hutter, 2017).
 *
 * <p>Before step {@code warmupSteps} it rises in a straight line, {@code initialLearningRate +
 * (warmupTarget - initialLearningRate) * step / warmupSteps}. From there on, with {@code done =
 * min(step - warmupSteps, decaySteps) / decaySteps}, it is {@code warmupTarget * ((1 - alpha) * (1
 * + cos(pi * done)) / 2 + alpha)}.
 *
 * @param initialLearningRate the rate at step 0, at least 0, and above 0 without a warm-up
 * @param decaySteps how many steps the fall takes, at least 1
 * @param alpha which share of the highest rate is left in the end, at least 0 and at most 1
 * @param warmupTarget the highest rate, above 0; without a warm-up, initialLearningRate
 * @param warmupSteps how many steps the warm-up takes; 0 for none
 * @see <a href="https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay/">Keras
 *     CosineDecay</a>
 * @see <a href="https://arxiv.org/abs/1608.03983">SGDR: Stochastic Gradient Descent with Warm
 *     Restarts</a>
 */
public record CosineDecay(
    double initialLearningRate,
    long decaySteps,
    double alpha,
    double warmupTarget,
    long warmupSteps)
    implements LearningRate {

  /** Checks the ranges. */
  public CosineDecay {
    Rates.checkNotNegative("initialLearningRate", initialLearningRate);
    Rates.checkSteps("decaySteps", decaySteps);
    Rates.checkShare("alpha", alpha);
    Rates.checkPositive("warmupTarget", warmupTarget);
    checkArgument(warmupSteps >= 0, "warmupSteps: %s (expected: >= 0)", warmupSteps);
    checkArgument(
        warmupSteps > 0 || warmupTarget == initialLearningRate,
        "warmupTarget: %s (expected: initialLearningRate, %s, as there is no warm-up)",
        warmupTarget,
        initialLearningRate);
  }

  /** Keras' defaults: without a warm-up, down to 0. */
  public static CosineDecay of(double initialLearningRate, long decaySteps) {
    Rates.checkPositive("initialLearningRate", initialLearningRate);
    return new CosineDecay(initialLearningRate, decaySteps, 0, initialLearningRate, 0);
  }

  /** With a warm-up, from an initial rate that may be 0, and then down to 0. */
  public static CosineDecay withWarmup(
      double initialLearningRate, double warmupTarget, long warmupSteps, long decaySteps) {
    Rates.checkSteps("warmupSteps", warmupSteps);
    return new CosineDecay(initialLearningRate, decaySteps, 0, warmupTarget, warmupSteps);
  }

  /** The same with another share of the highest rate left in the end. */
  public CosineDecay withAlpha(double alpha) {
    return new CosineDecay(initialLearningRate, decaySteps, alpha, warmupTarget, warmupSteps);
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Operand<TInt64> step) {
    Float64 f = new Float64(tf);
    Operand<TInt64> fallen =
        tf.math.minimum(tf.math.sub(step, tf.constant(warmupSteps)), tf.constant(decaySteps));
    Operand<TFloat64> share = f.line(alpha, 1 - alpha, f.cosine(f.ratio(fallen, decaySteps)));
    Operand<TFloat64> falling = f.times(f.of(warmupTarget), share);
    if (warmupSteps == 0) {
      return f.rate(falling);
    }
    Operand<TFloat64> rising =
        f.line(initialLearningRate, warmupTarget - initialLearningRate, f.ratio(step, warmupSteps));
    return f.rate(tf.select(tf.math.less(step, tf.constant(warmupSteps)), rising, falling));
  }

  @Override
  public double at(long step) {
    if (step < warmupSteps) {
      return initialLearningRate
          + (warmupTarget - initialLearningRate) * Rates.ratio(step, warmupSteps);
    }
    double done = Rates.ratio(Math.min(step - warmupSteps, decaySteps), decaySteps);
    return warmupTarget * ((1 - alpha) * Rates.cosine(done) + alpha);
  }
}
