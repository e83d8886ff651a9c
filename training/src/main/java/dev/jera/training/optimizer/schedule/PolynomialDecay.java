package dev.jera.training.optimizer.schedule;

import dev.jera.training.optimizer.LearningRate;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/**
 * A rate that goes to another by a power of the steps that are left: {@code (initialLearningRate -
 * endLearningRate) * (1 - min(step, decaySteps) / decaySteps) ^ power + endLearningRate}.
 *
 * <p>With a cycle, decaySteps is that times {@code ceil(step / decaySteps)}, at least once: each
 * time it reached the end the rate jumps up again, less and less.
 *
 * @param initialLearningRate the rate at step 0, above 0
 * @param decaySteps when the end is reached, at least 1
 * @param endLearningRate the rate at the end, at least 0
 * @param power above 0; 1 is a straight line
 * @param cycle whether it begins again behind decaySteps
 * @see <a href="https://keras.io/api/optimizers/learning_rate_schedules/polynomial_decay/">Keras
 *     PolynomialDecay</a>
 */
@RecordBuilder
public record PolynomialDecay(
    double initialLearningRate,
    long decaySteps,
    double endLearningRate,
    double power,
    boolean cycle)
    implements LearningRate, PolynomialDecayBuilder.With {

  /** Checks the ranges. */
  public PolynomialDecay {
    Rates.checkPositive("initialLearningRate", initialLearningRate);
    Rates.checkSteps("decaySteps", decaySteps);
    Rates.checkNotNegative("endLearningRate", endLearningRate);
    Rates.checkPositive("power", power);
  }

  /** Keras' defaults: to 0.0001 in a straight line, and to stay there. */
  public static PolynomialDecay of(double initialLearningRate, long decaySteps) {
    return new PolynomialDecay(initialLearningRate, decaySteps, 1e-4, 1, false);
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Operand<TInt64> step) {
    Float64 f = new Float64(tf);
    Operand<TFloat64> decays = f.ratio(step, decaySteps);
    Operand<TFloat64> one = f.of(1);
    Operand<TFloat64> done =
        cycle ? tf.math.div(decays, cycles(f, step)) : tf.math.minimum(decays, one);
    Operand<TFloat64> left = tf.math.pow(tf.math.sub(one, done), f.of(power));
    return f.rate(f.line(endLearningRate, initialLearningRate - endLearningRate, left));
  }

  /** How many cycles have begun, at least one; the last step of one begins none. */
  private Operand<TFloat64> cycles(Float64 f, Operand<TInt64> step) {
    Operand<TInt64> before = f.tf().math.sub(step, f.tf().constant(1L));
    Operand<TFloat64> over = f.whole(before, decaySteps);
    return f.tf().math.maximum(f.tf().math.add(over, f.of(1)), f.of(1));
  }

  @Override
  public double at(long step) {
    double decays = Rates.ratio(step, decaySteps);
    double cycles = Math.max(Rates.whole(step - 1, decaySteps) + 1, 1);
    double done = cycle ? decays / cycles : Math.min(decays, 1);
    return (initialLearningRate - endLearningRate) * Math.pow(1 - done, power) + endLearningRate;
  }
}
