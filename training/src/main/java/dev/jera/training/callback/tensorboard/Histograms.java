package dev.jera.training.callback.tensorboard;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.HistogramProto;

/**
 * Histograms in the buckets that TensorFlow has by default: their limits grow by a tenth from 1e-12
 * to 1e20, on both sides of 0.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorflow/blob/v2.18.0/tensorflow/core/framework/summary.proto">HistogramProto</a>
 */
final class Histograms {
  private static final double SMALLEST = 1e-12;
  private static final double LARGEST = 1e20;
  private static final double GROWTH = 1.1;
  private static final double[] LIMITS = limits();

  private Histograms() {}

  private static double[] limits() {
    double[] positive =
        DoubleStream.concat(
                DoubleStream.iterate(SMALLEST, limit -> limit < LARGEST, limit -> limit * GROWTH),
                DoubleStream.of(Double.MAX_VALUE))
            .toArray();
    double[] limits = new double[2 * positive.length + 1];
    for (int i = 0; i < positive.length; i++) {
      limits[positive.length - 1 - i] = -positive[i];
      limits[positive.length + 1 + i] = positive[i];
    }
    return limits;
  }

  /**
   * The histogram of all values of an array.
   *
   * @throws IllegalArgumentException if one is NaN or infinite, or there are none
   */
  static HistogramProto of(FloatNdArray array) {
    checkArgument(array.size() > 0, "values: none (expected: at least one)");
    float[] values = new float[Math.toIntExact(array.size())];
    array.copyTo(DataBuffers.of(values, false, false));
    double[] counts = new double[LIMITS.length];
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double sum = 0;
    double sumSquares = 0;
    for (double value : values(values)) {
      counts[bucket(value)]++;
      min = Math.min(min, value);
      max = Math.max(max, value);
      sum += value;
      sumSquares += value * value;
    }
    HistogramProto.Builder histogram =
        HistogramProto.newBuilder()
            .setMin(min)
            .setMax(max)
            .setNum(values.length)
            .setSum(sum)
            .setSumSquares(sumSquares);
    addBuckets(histogram, counts);
    return histogram.build();
  }

  private static double[] values(float[] floats) {
    double[] values = new double[floats.length];
    for (int i = 0; i < floats.length; i++) {
      checkArgument(Float.isFinite(floats[i]), "values: %s (expected: finite ones)", floats[i]);
      // Adding 0 makes -0 the 0 that the search takes for equal to the limit.
      values[i] = floats[i] + 0.0;
    }
    return values;
  }

  /** The first bucket whose limit is above the value. */
  private static int bucket(double value) {
    int found = Arrays.binarySearch(LIMITS, value);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** Empty buckets side by side become one. */
  private static void addBuckets(HistogramProto.Builder histogram, double[] counts) {
    for (int i = 0; i < counts.length; i++) {
      boolean isLastOfEmpty = i + 1 == counts.length || counts[i + 1] > 0;
      if (counts[i] > 0 || isLastOfEmpty) {
        histogram.addBucketLimit(LIMITS[i]).addBucket(counts[i]);
      }
    }
  }
}
