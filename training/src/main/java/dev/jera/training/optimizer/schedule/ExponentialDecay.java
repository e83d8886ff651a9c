package dev.jera.training.optimizer.schedule;

import dev.jera.training.optimizer.LearningRate;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/**
 * A rate that shrinks by one factor in every so many steps: {@code initialLearningRate * decayRate
 * ^ (step / decaySteps)}.
 *
 * @param initialLearningRate the rate at step 0, above 0
 * @param decaySteps in how many steps the factor is applied once, at least 1
 * @param decayRate the factor, above 0; above 1 the rate grows
 * @param staircase whether the exponent is rounded down, so that the rate falls in stairs
 * @see <a href="https://keras.io/api/optimizers/learning_rate_schedules/exponential_decay/">Keras
 *     ExponentialDecay</a>
 */
@RecordBuilder
public record ExponentialDecay(
    double initialLearningRate, long decaySteps, double decayRate, boolean staircase)
    implements LearningRate, ExponentialDecayBuilder.With {

  /** Checks the ranges. */
  public ExponentialDecay {
    Rates.checkPositive("initialLearningRate", initialLearningRate);
    Rates.checkSteps("decaySteps", decaySteps);
    Rates.checkPositive("decayRate", decayRate);
  }

  /** Without stairs. */
  public static ExponentialDecay of(double initialLearningRate, long decaySteps, double decayRate) {
    return new ExponentialDecay(initialLearningRate, decaySteps, decayRate, false);
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Operand<TInt64> step) {
    Float64 f = new Float64(tf);
    Operand<TFloat64> decays = staircase ? f.whole(step, decaySteps) : f.ratio(step, decaySteps);
    return f.rate(f.times(f.of(initialLearningRate), tf.math.pow(f.of(decayRate), decays)));
  }

  @Override
  public double at(long step) {
    double decays = staircase ? Rates.whole(step, decaySteps) : Rates.ratio(step, decaySteps);
    return initialLearningRate * Math.pow(decayRate, decays);
  }
}
