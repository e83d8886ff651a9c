package dev.jera.training.optimizer.schedule;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Comparators;
import com.google.common.collect.ImmutableList;
import dev.jera.training.optimizer.LearningRate;
import java.util.Comparator;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A rate that stays the same between given steps: {@code values[0]} up to and with step {@code
 * boundaries[0]}, {@code values[1]} up to and with {@code boundaries[1]}, and the last one for
 * ever.
 *
 * @param boundaries steps, at least 0, each greater than the one before
 * @param values rates, at least 0, one more than boundaries
 * @see <a
 *     href="https://keras.io/api/optimizers/learning_rate_schedules/piecewise_constant_decay/">Keras
 *     PiecewiseConstantDecay</a>
 */
public record PiecewiseConstantDecay(List<Long> boundaries, List<Double> values)
    implements LearningRate {

  /** Copies the lists and checks them. */
  public PiecewiseConstantDecay {
    boundaries = ImmutableList.copyOf(boundaries);
    values = ImmutableList.copyOf(values);
    checkArgument(
        Comparators.isInStrictOrder(boundaries, Comparator.naturalOrder())
            && boundaries.stream().allMatch(boundary -> boundary >= 0),
        "boundaries: %s (expected: steps >= 0, each greater than the one before)",
        boundaries);
    checkArgument(
        values.size() == boundaries.size() + 1,
        "values: %s (expected: %s, one more than the boundaries %s)",
        values,
        boundaries.size() + 1,
        boundaries);
    values.forEach(value -> Rates.checkNotNegative("values", value));
  }

  /** These rates between these steps. */
  public static PiecewiseConstantDecay of(List<Long> boundaries, List<Double> values) {
    return new PiecewiseConstantDecay(boundaries, values);
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Operand<TInt64> step) {
    Operand<TFloat32> rate = tf.constant(values.get(0).floatValue());
    for (int i = 0; i < boundaries.size(); i++) {
      rate =
          tf.select(
              tf.math.greater(step, tf.constant(boundaries.get(i).longValue())),
              tf.constant(values.get(i + 1).floatValue()),
              rate);
    }
    return rate;
  }

  @Override
  public double at(long step) {
    int passed = (int) boundaries.stream().filter(boundary -> step > boundary).count();
    return values.get(passed);
  }
}
