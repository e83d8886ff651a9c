package dev.jera.model.initializer;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * How a weight begins. Random ones draw from TensorFlow's stateless generators: the same seed gives
 * the same values, at any number of threads.
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

  /** Uniform over [low, high) (Keras' default: -0.05 to 0.05). */
  static Initializer randomUniform(double low, double high) {
    return new RandomUniform(low, high);
  }

  /** Uniform within sqrt(6 / (fan in + fan out)): Glorot and Bengio, 2010. */
  static Initializer glorotUniform() {
    return new VarianceScaling(
        1, VarianceScaling.Fan.AVERAGE, VarianceScaling.Distribution.UNIFORM);
  }

  /** Truncated normal with variance 2 / (fan in + fan out): Glorot and Bengio, 2010. */
  static Initializer glorotNormal() {
    return new VarianceScaling(
        1, VarianceScaling.Fan.AVERAGE, VarianceScaling.Distribution.TRUNCATED_NORMAL);
  }

  /** Uniform within sqrt(6 / fan in): He et al., 2015. */
  static Initializer heUniform() {
    return new VarianceScaling(2, VarianceScaling.Fan.IN, VarianceScaling.Distribution.UNIFORM);
  }

  /** Truncated normal with variance 2 / fan in: He et al., 2015. */
  static Initializer heNormal() {
    return new VarianceScaling(
        2, VarianceScaling.Fan.IN, VarianceScaling.Distribution.TRUNCATED_NORMAL);
  }
}
