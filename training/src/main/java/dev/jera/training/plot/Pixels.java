package dev.jera.training.plot;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.DoubleNdArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;

/**
 * Brightnesses [height, width, channels], 0 for black and 1 for full, of 1 or 3 channels.
 *
 * @param values row by row, the channels of a pixel beside each other
 */
record Pixels(int height, int width, int channels, ImmutableDoubleArray values) {

  /**
   * Reads an image.
   *
   * @param what which image, for errors
   * @param image uint8 0..255 or floats 0..1, [height, width, 1 or 3]
   */
  static Pixels ofImage(String what, NdArray<?> image) {
    double full = image instanceof ByteNdArray ? 255 : 1;
    double[] values = Arrays.stream(values(what, image)).map(value -> value / full).toArray();
    for (double value : values) {
      // Half a shade is what rounding may leave.
      checkArgument(
          value > -0.5 / 255 && value < 1 + 0.5 / 255,
          "%s: a value of %s (expected: 0..1 in floats; clip or rescale first)",
          what,
          value);
    }
    return of(image, values);
  }

  /**
   * Reads weights, the least as black and the greatest as full; all the same are half.
   *
   * @param what which weights, for errors
   * @param kernel [height, width, 1 or 3]
   */
  static Pixels ofKernel(String what, NdArray<?> kernel) {
    double[] values = values(what, kernel);
    for (double value : values) {
      checkArgument(Double.isFinite(value), "%s: a weight of %s (expected: finite)", what, value);
    }
    double least = Arrays.stream(values).min().orElseThrow();
    double range = Arrays.stream(values).max().orElseThrow() - least;
    return of(
        kernel,
        Arrays.stream(values).map(value -> range == 0 ? 0.5 : (value - least) / range).toArray());
  }

  private static Pixels of(NdArray<?> array, double[] values) {
    return new Pixels(
        size(array, 0), size(array, 1), size(array, 2), ImmutableDoubleArray.copyOf(values));
  }

  private static int size(NdArray<?> array, int axis) {
    return Math.toIntExact(array.shape().get(axis));
  }

  private static double[] values(String what, NdArray<?> array) {
    var values = new double[Math.toIntExact(array.shape().size())];
    int i = 0;
    for (NdArray<?> scalar : array.scalars()) {
      values[i++] = value(what, scalar);
    }
    return values;
  }

  private static double value(String what, NdArray<?> scalar) {
    if (scalar instanceof ByteNdArray bytes) {
      return Byte.toUnsignedInt(bytes.getByte());
    }
    if (scalar instanceof FloatNdArray floats) {
      return floats.getFloat();
    }
    if (scalar instanceof DoubleNdArray doubles) {
      return doubles.getDouble();
    }
    throw new IllegalArgumentException(
        "%s: %s (expected: uint8, float32 or float64)"
            .formatted(what, scalar.getObject().getClass().getSimpleName()));
  }

  /** The picture, each value a square of so many pixels. */
  BufferedImage enlarged(int factor) {
    var image = new BufferedImage(width * factor, height * factor, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.setRGB(x, y, rgb(y / factor, x / factor));
      }
    }
    return image;
  }

  private int rgb(int y, int x) {
    int first = (y * width + x) * channels;
    int last = first + channels - 1;
    return shade(first) << 16 | shade((first + last) / 2) << 8 | shade(last);
  }

  private int shade(int i) {
    return Math.min(Math.max((int) Math.round(255 * values.get(i)), 0), 255);
  }
}
