package dev.jera.training.optimizer.schedule;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/**
 * A graph's float64 arithmetic on scalars, in which schedules are computed: a float32 cannot tell
 * steps above 2^24 apart.
 *
 * @param tf where the ops go
 */
record Float64(Ops tf) {
  Operand<TFloat64> of(double value) {
    return tf.constant(value);
  }

  Operand<TFloat64> of(Operand<TInt64> step) {
    return tf.dtypes.cast(step, TFloat64.class);
  }

  /**
   * {@link Rates#ratio} in the graph. The whole part is an integer's: TensorFlow may divide by a
   * constant as it multiplies by its inverse, and 49 * (1 / 49.0) is below 1.
   */
  Operand<TFloat64> ratio(Operand<TInt64> step, long steps) {
    return tf.math.add(whole(step, steps), part(step, steps));
  }

  /** How many times these steps are over. */
  Operand<TFloat64> whole(Operand<TInt64> step, long steps) {
    return of(tf.math.floorDiv(step, tf.constant(steps)));
  }

  /** Which part of the next such steps is over, below 1. */
  Operand<TFloat64> part(Operand<TInt64> step, long steps) {
    return tf.math.div(of(tf.math.floorMod(step, tf.constant(steps))), of((double) steps));
  }

  Operand<TFloat64> times(Operand<TFloat64> a, Operand<TFloat64> b) {
    return tf.math.mul(a, b);
  }

  /** {@code start + slope * x}. */
  Operand<TFloat64> line(double start, double slope, Operand<TFloat64> x) {
    return tf.math.add(of(start), times(of(slope), x));
  }

  /** {@link Rates#cosine} in the graph. */
  Operand<TFloat64> cosine(Operand<TFloat64> fraction) {
    return line(0.5, 0.5, tf.math.cos(times(of(Math.PI), fraction)));
  }

  Operand<TFloat32> rate(Operand<TFloat64> value) {
    return tf.dtypes.cast(value, TFloat32.class);
  }
}
