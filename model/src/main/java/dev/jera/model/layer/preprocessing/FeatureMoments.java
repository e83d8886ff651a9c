package dev.jera.model.layer.preprocessing;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Doubles;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.DoubleNdArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.LongNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.DoubleDataBuffer;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.ndarray.buffer.IntDataBuffer;
import org.tensorflow.ndarray.buffer.LongDataBuffer;

/**
 * Mean and variance of each feature in one pass, without the cancellation of sums of squares.
 *
 * @see <a href="https://doi.org/10.1080/00401706.1962.10490022">Welford, 1962</a>
 */
final class FeatureMoments {
  private final double[] mean;
  private final double[] squares;
  private long count;

  private FeatureMoments(int features) {
    mean = new double[features];
    squares = new double[features];
  }

  /** Of [examples, ..., features]. */
  static FeatureMoments of(NdArray<?> examples) {
    checkArgument(
        examples.rank() >= 2 && examples.size() > 0,
        "examples: %s (expected: [examples, ..., features], at least one)",
        Shapes.format(examples.shape()));
    if (examples instanceof Tensor tensor) {
      Tensors.checkOpen(tensor);
    }
    int length = Math.toIntExact(examples.size() / examples.shape().get(0));
    FeatureMoments moments = new FeatureMoments(Math.toIntExact(examples.shape().get(-1)));
    for (long i = 0; i < examples.shape().get(0); i++) {
      moments.add(values(examples.get(i), length), length);
    }
    return moments;
  }

  List<Double> mean() {
    return Doubles.asList(mean);
  }

  List<Double> variance() {
    return Arrays.stream(squares).map(sum -> sum / count).boxed().toList();
  }

  private void add(IntToDoubleFunction values, int length) {
    for (int row = 0; row < length; row += mean.length) {
      count++;
      for (int feature = 0; feature < mean.length; feature++) {
        double value = values.applyAsDouble(row + feature);
        double before = value - mean[feature];
        mean[feature] += before / count;
        squares[feature] += before * (value - mean[feature]);
      }
    }
  }

  private static IntToDoubleFunction values(NdArray<?> example, int length) {
    if (example instanceof FloatNdArray floats) {
      FloatDataBuffer buffer = DataBuffers.ofFloats(length);
      floats.copyTo(buffer);
      return buffer::getFloat;
    } else if (example instanceof DoubleNdArray doubles) {
      DoubleDataBuffer buffer = DataBuffers.ofDoubles(length);
      doubles.copyTo(buffer);
      return buffer::getDouble;
    } else if (example instanceof ByteNdArray bytes) {
      ByteDataBuffer buffer = DataBuffers.ofBytes(length);
      bytes.copyTo(buffer);
      return i -> Byte.toUnsignedInt(buffer.getByte(i));
    } else if (example instanceof IntNdArray ints) {
      IntDataBuffer buffer = DataBuffers.ofInts(length);
      ints.copyTo(buffer);
      return buffer::getInt;
    } else if (example instanceof LongNdArray longs) {
      LongDataBuffer buffer = DataBuffers.ofLongs(length);
      longs.copyTo(buffer);
      return buffer::getLong;
    }
    throw new IllegalArgumentException(
        "examples: %s (expected: float, double, int, long or byte elements)"
            .formatted(example.getClass().getSimpleName()));
  }
}
