package dev.jera.model.initializer;

import dev.jera.model.layer.Numbers;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Random with variance scale / fan, so that signals keep their size through a layer.
 *
 * <p>The last axis of a kernel counts what goes out, the one before it what comes in, and the
 * others multiply both. A vector counts its values for both, a scalar 1.
 */
record VarianceScaling(double scale, FanMode mode, Distribution distribution)
    implements Initializer {
  /** The standard deviation of a standard normal that is cut off at two deviations. */
  private static final double TRUNCATED_STDDEV = 0.8796256610342398;

  VarianceScaling {
    Numbers.checkPositive("scale", scale);
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Shape shape, long seed) {
    double variance = scale / Math.max(1, fanOf(shape));
    double stddev = Math.sqrt(variance);
    double limit = Math.sqrt(3 * variance);
    Initializer initializer =
        switch (distribution) {
          case TRUNCATED_NORMAL -> new TruncatedNormal(0, stddev / TRUNCATED_STDDEV);
          case UNTRUNCATED_NORMAL -> new RandomNormal(0, stddev);
          case UNIFORM -> new RandomUniform(-limit, limit);
        };
    return initializer.build(tf, shape, seed);
  }

  private double fanOf(Shape shape) {
    int rank = shape.numDimensions();
    long in = rank < 2 ? shape.size() : shape.get(rank - 2);
    long out = rank < 2 ? shape.size() : shape.get(rank - 1);
    double receptiveField = rank < 2 ? 1 : (double) shape.size() / (in * out);
    return switch (mode) {
      case FAN_IN -> in * receptiveField;
      case FAN_OUT -> out * receptiveField;
      case FAN_AVG -> (in + out) * receptiveField / 2;
    };
  }
}
