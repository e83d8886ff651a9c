package dev.jera.training.optimizer.schedule;

import dev.jera.training.optimizer.LearningRate;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/**
 * A rate that shrinks like one over the steps: {@code initialLearningRate / (1 + decayRate * step /
 * decaySteps)}.
 *
 * @param initialLearningRate the rate at step 0, above 0
 * @param decaySteps in how many steps the divisor grows by decayRate, at least 1
 * @param decayRate by how much, at least 0
 * @param staircase whether step / decaySteps is rounded down, so that the rate falls in stairs
 * @see <a href="https://keras.io/api/optimizers/learning_rate_schedules/inverse_time_decay/">Keras
 *     InverseTimeDecay</a>
 */
@RecordBuilder
public record InverseTimeDecay(
    double initialLearningRate, long decaySteps, double decayRate, boolean staircase)
    implements LearningRate, InverseTimeDecayBuilder.With {

  /** Checks the ranges. */
  public InverseTimeDecay {
    Rates.checkPositive("initialLearningRate", initialLearningRate);
    Rates.checkSteps("decaySteps", decaySteps);
    Rates.checkNotNegative("decayRate", decayRate);
  }

  /** Without stairs. */
  public static InverseTimeDecay of(double initialLearningRate, long decaySteps, double decayRate) {
    return new InverseTimeDecay(initialLearningRate, decaySteps, decayRate, false);
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Operand<TInt64> step) {
    Float64 f = new Float64(tf);
    Operand<TFloat64> decays = staircase ? f.whole(step, decaySteps) : f.ratio(step, decaySteps);
    return f.rate(tf.math.div(f.of(initialLearningRate), f.line(1, decayRate, decays)));
  }

  @Override
  public double at(long step) {
    double decays = staircase ? Rates.whole(step, decaySteps) : Rates.ratio(step, decaySteps);
    return initialLearningRate / (1 + decayRate * decays);
  }
}
