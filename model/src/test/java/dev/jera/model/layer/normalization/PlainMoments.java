package dev.jera.model.layer.normalization;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.tensorflow.ndarray.Shape;

/** Means and variances of sets of values, in plain Java and double precision. */
final class PlainMoments {
  private final IntUnaryOperator setOf;
  private final double[] mean;
  private final double[] variance;

  private PlainMoments(IntUnaryOperator setOf, double[] mean, double[] variance) {
    this.setOf = setOf;
    this.mean = mean;
    this.variance = variance;
  }

  /**
   * The moments of sets.
   *
   * @param setOf the set that the value of an index belongs to
   */
  static PlainMoments of(float[] x, IntUnaryOperator setOf, int sets) {
    double[] count = new double[sets];
    double[] mean = new double[sets];
    double[] variance = new double[sets];
    for (int i = 0; i < x.length; i++) {
      count[setOf.applyAsInt(i)]++;
      mean[setOf.applyAsInt(i)] += x[i];
    }
    Arrays.setAll(mean, set -> mean[set] / count[set]);
    for (int i = 0; i < x.length; i++) {
      int set = setOf.applyAsInt(i);
      variance[set] += Math.pow(x[i] - mean[set], 2) / count[set];
    }
    return new PlainMoments(setOf, mean, variance);
  }

  float[] normalize(float[] x, double epsilon) {
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      int set = setOf.applyAsInt(i);
      y[i] = (float) ((x[i] - mean[set]) / Math.sqrt(variance[set] + epsilon));
    }
    return y;
  }

  float[] means() {
    return floats(mean);
  }

  float[] variances() {
    return floats(variance);
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** Some numbers around 1. */
  static float[] values(int count) {
    Random random = new Random(count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = 1 + (float) random.nextGaussian();
    }
    return values;
  }

  /** A shape from text such as {@code 4x3}. */
  static Shape shape(String sizes) {
    return Shape.of(Arrays.stream(sizes.split("x", -1)).mapToLong(Long::parseLong).toArray());
  }
}
