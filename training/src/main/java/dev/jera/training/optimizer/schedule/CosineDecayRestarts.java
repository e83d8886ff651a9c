package dev.jera.training.optimizer.schedule;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.training.optimizer.LearningRate;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/**
 * A rate that falls along half a turn of the cosine, and begins again, and again (Loshchilov and
 * Hutter, 2017).
 *
 * <p>Period i, from 0, takes {@code firstDecaySteps * tMul^i} steps. {@code done} of it, from 0 to
 * 1, the rate is {@code initialLearningRate * ((1 - alpha) * mMul^i * (1 + cos(pi * done)) / 2 +
 * alpha)}.
 *
 * @param initialLearningRate the rate at step 0, above 0
 * @param firstDecaySteps how many steps the first period takes, at least 1
 * @param tMul how many times longer each period is than the one before, at least 1
 * @param mMul how many times higher each period begins than the one before, above 0
 * @param alpha which share of the initial rate is left at the end of a period, at least 0 and at
 *     most 1
 * @see <a
 *     href="https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay_restarts/">Keras
 *     CosineDecayRestarts</a>
 * @see <a href="https://arxiv.org/abs/1608.03983">SGDR: Stochastic Gradient Descent with Warm
 *     Restarts</a>
 */
@RecordBuilder
public record CosineDecayRestarts(
    double initialLearningRate, long firstDecaySteps, double tMul, double mMul, double alpha)
    implements LearningRate, CosineDecayRestartsBuilder.With {
  /**
   * A logarithm that should be a whole number, at the first step of a period, may come out this
   * much below, relatively; two steps' are further apart up to step 2^40.
   */
  private static final double ROUNDING = 1 + 1e-14;

  /** Checks the ranges. */
  public CosineDecayRestarts {
    Rates.checkPositive("initialLearningRate", initialLearningRate);
    Rates.checkSteps("firstDecaySteps", firstDecaySteps);
    checkArgument(tMul >= 1 && Double.isFinite(tMul), "tMul: %s (expected: >= 1, finite)", tMul);
    Rates.checkPositive("mMul", mMul);
    Rates.checkShare("alpha", alpha);
  }

  /** Keras' defaults: each period twice as long and as high as the one before, down to 0. */
  public static CosineDecayRestarts of(double initialLearningRate, long firstDecaySteps) {
    return new CosineDecayRestarts(initialLearningRate, firstDecaySteps, 2, 1, 0);
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Operand<TInt64> step) {
    Float64 f = new Float64(tf);
    Operand<TFloat64> periods = f.ratio(step, firstDecaySteps);
    Operand<TFloat64> restarts;
    Operand<TFloat64> done;
    if (tMul == 1) {
      restarts = f.whole(step, firstDecaySteps);
      done = f.part(step, firstDecaySteps);
    } else {
      Operand<TFloat64> exponent =
          tf.math.div(tf.math.log1p(f.times(f.of(tMul - 1), periods)), f.of(Math.log(tMul)));
      restarts = tf.math.floor(f.times(exponent, f.of(ROUNDING)));
      Operand<TFloat64> length = tf.math.pow(f.of(tMul), restarts);
      Operand<TFloat64> before = tf.math.div(tf.math.sub(length, f.of(1)), f.of(tMul - 1));
      Operand<TFloat64> fraction = tf.math.div(tf.math.sub(periods, before), length);
      done = tf.math.minimum(tf.math.maximum(fraction, f.of(0)), f.of(1));
    }
    // An infinite height would make a NaN of the end of a period.
    Operand<TFloat64> height =
        tf.math.minimum(tf.math.pow(f.of(mMul), restarts), f.of(Float.MAX_VALUE));
    Operand<TFloat64> share = f.line(alpha, 1 - alpha, f.times(height, f.cosine(done)));
    return f.rate(f.times(f.of(initialLearningRate), share));
  }

  @Override
  public double at(long step) {
    double periods = Rates.ratio(step, firstDecaySteps);
    double restarts;
    double done;
    if (tMul == 1) {
      restarts = Rates.whole(step, firstDecaySteps);
      done = Rates.part(step, firstDecaySteps);
    } else {
      double exponent = Math.log1p((tMul - 1) * periods) / Math.log(tMul);
      restarts = Math.floor(exponent * ROUNDING);
      double length = Math.pow(tMul, restarts);
      double before = (length - 1) / (tMul - 1);
      done = Math.min(Math.max((periods - before) / length, 0), 1);
    }
    double height = Math.min(Math.pow(mMul, restarts), Float.MAX_VALUE);
    return initialLearningRate * ((1 - alpha) * height * Rates.cosine(done) + alpha);
  }
}
