package dev.jera.model.initializer;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * How a weight begins. Random ones draw from TensorFlow's stateless generators: the same seed gives
 * the same values, at any number of threads.
 *
 * <p>In a kernel [..., in, out], fan in is in times all axes before it, fan out is out times them.
 *
 * @see <a href="https://keras.io/api/layers/initializers/">Keras initializers</a>
 */
public interface Initializer {

  /**
   * Adds the ops for the first values.
   *
   * @param shape the shape to give, wholly known
   * @param seed the seed of a random initializer
   */
  Operand<TFloat32> build(Ops tf, Shape shape, long seed);

  /**
   * Checks that it can give such a shape.
   *
   * @throws IllegalArgumentException if it cannot; the message begins with the shape
   */
  default void checkShape(Shape shape) {}

  /** All 0. */
  static Initializer zeros() {
    return new Constant(0);
  }

  /** All 1. */
  static Initializer ones() {
    return new Constant(1);
  }

  /** All the same. */
  static Initializer constant(double value) {
    return new Constant(value);
  }

  /** Normal with this mean and standard deviation (Keras' default: 0 and 0.05). */
  static Initializer randomNormal(double mean, double stddev) {
    return new RandomNormal(mean, stddev);
  }

  /** As {@link #randomNormal}, what lies beyond two deviations drawn again. */
  static Initializer truncatedNormal(double mean, double stddev) {
    return new TruncatedNormal(mean, stddev);
  }

  /** Uniform over [low, high) (Keras' default: -0.05 to 0.05). */
  static Initializer randomUniform(double low, double high) {
    return new RandomUniform(low, high);
  }

  /** Random with mean 0 and variance scale / fan (Keras' default: 1, in, truncated normal). */
  static Initializer varianceScaling(double scale, FanMode mode, Distribution distribution) {
    return new VarianceScaling(scale, mode, distribution);
  }

  /** Uniform within sqrt(6 / (fan in + fan out)): Glorot and Bengio, 2010. */
  static Initializer glorotUniform() {
    return varianceScaling(1, FanMode.FAN_AVG, Distribution.UNIFORM);
  }

  /** Truncated normal with variance 2 / (fan in + fan out): Glorot and Bengio, 2010. */
  static Initializer glorotNormal() {
    return varianceScaling(1, FanMode.FAN_AVG, Distribution.TRUNCATED_NORMAL);
  }

  /** Uniform within sqrt(6 / fan in): He et al., 2015. */
  static Initializer heUniform() {
    return varianceScaling(2, FanMode.FAN_IN, Distribution.UNIFORM);
  }

  /** Truncated normal with variance 2 / fan in: He et al., 2015. */
  static Initializer heNormal() {
    return varianceScaling(2, FanMode.FAN_IN, Distribution.TRUNCATED_NORMAL);
  }

  /** Uniform within sqrt(3 / fan in): LeCun et al., 1998. */
  static Initializer lecunUniform() {
    return varianceScaling(1, FanMode.FAN_IN, Distribution.UNIFORM);
  }

  /** Truncated normal with variance 1 / fan in: LeCun et al., 1998; SELU wants it. */
  static Initializer lecunNormal() {
    return varianceScaling(1, FanMode.FAN_IN, Distribution.TRUNCATED_NORMAL);
  }

  /**
   * Orthogonal rows or columns, whichever are fewer, each of length gain, in the matrix of all axes
   * but the last by the last (Keras' default gain: 1): Saxe et al., 2014. Needs rank 2 or more.
   */
  static Initializer orthogonal(double gain) {
    return new Orthogonal(gain);
  }

  /** Gain on the diagonal, 0 elsewhere (Keras' default gain: 1). Needs rank 2. */
  static Initializer identity(double gain) {
    return new Identity(gain);
  }
}
