package dev.jera.model.initializer;

import static com.google.common.base.Preconditions.checkArgument;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Random with variance scale / fan, so that signals keep their size through a layer.
 *
 * <p>The last axis of a kernel counts what goes out, the one before it what comes in, and the
 * others multiply both.
 *
 * @see <a
 *     href="https://keras.io/api/layers/initializers/#variancescaling-class">VarianceScaling</a>
 */
record VarianceScaling(double scale, Fan fan, Distribution distribution) implements Initializer {
  /** The standard deviation of a standard normal that is cut off at two deviations. */
  private static final double TRUNCATED_STDDEV = 0.8796256610342398;

  enum Fan {
    IN,
    AVERAGE
  }

  enum Distribution {
    UNIFORM,
    TRUNCATED_NORMAL
  }

  VarianceScaling {
    checkArgument(scale > 0, "scale: %s (expected: > 0)", scale);
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Shape shape, long seed) {
    double variance = scale / Math.max(1, fanOf(shape));
    if (distribution == Distribution.UNIFORM) {
      double limit = Math.sqrt(3 * variance);
      return new RandomUniform(-limit, limit).build(tf, shape, seed);
    }
    double stddev = Math.sqrt(variance) / TRUNCATED_STDDEV;
    Operand<TFloat32> standard =
        tf.random.statelessTruncatedNormal(
            tf.constant(shape.asArray()), tf.constant(new long[] {seed, 0}));
    return tf.math.mul(standard, tf.constant((float) stddev));
  }

  private double fanOf(Shape shape) {
    int rank = shape.numDimensions();
    long in = rank < 2 ? shape.size() : shape.get(rank - 2);
    long out = rank < 1 ? 1 : shape.get(rank - 1);
    double receptiveField = rank < 2 ? 1 : (double) shape.size() / (in * out);
    return fan == Fan.IN ? in * receptiveField : (in + out) * receptiveField / 2;
  }
}
