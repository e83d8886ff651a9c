package dev.jera.datasets.image;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Scales images by a triangle filter, columns first, then rows.
 *
 * <p>Java2D has no bilinear scaling that looks at all pixels when an image shrinks, and its results
 * differ with its rendering pipeline.
 */
final class Resizer {

  private Resizer() {}

  static ByteNdArray resize(ByteNdArray image, int height, int width) {
    Shape shape = image.shape();
    checkArgument(
        shape.numDimensions() == 3 && shape.size() > 0,
        "image: shape %s (expected: [height, width, channels])",
        shape);
    checkArgument(height > 0, "height: %s (expected: > 0)", height);
    checkArgument(width > 0, "width: %s (expected: > 0)", width);
    int oldHeight = Math.toIntExact(shape.get(0));
    int oldWidth = Math.toIntExact(shape.get(1));
    int channels = Math.toIntExact(shape.get(2));
    float[] narrowed = narrow(image, oldHeight, oldWidth, channels, width);
    float[] scaled = scale(narrowed, width * channels, windows(oldHeight, height));
    return NdArrays.wrap(
        Shape.of(height, width, channels), DataBuffers.of(rounded(scaled), false, false));
  }

  /** Row by row: as floats, all pixels of a photograph would take four times its memory. */
  private static float[] narrow(
      ByteNdArray image, int height, int oldWidth, int channels, int width) {
    List<Window> windows = windows(oldWidth, width);
    var bytes = new byte[oldWidth * channels];
    var row = new float[bytes.length];
    var result = new float[Math.multiplyExact(height, Math.multiplyExact(width, channels))];
    for (int y = 0; y < height; y++) {
      image.get(y).copyTo(DataBuffers.of(bytes, false, false));
      for (int i = 0; i < bytes.length; i++) {
        row[i] = Byte.toUnsignedInt(bytes[i]);
      }
      float[] narrowed = scale(row, channels, windows);
      System.arraycopy(narrowed, 0, result, y * narrowed.length, narrowed.length);
    }
    return result;
  }

  /**
   * Scales the first axis.
   *
   * @param values [old, inner]
   * @return [windows, inner]
   */
  private static float[] scale(float[] values, int inner, List<Window> windows) {
    var result = new float[Math.multiplyExact(windows.size(), inner)];
    int start = 0;
    for (Window window : windows) {
      int source = window.first() * inner;
      for (float weight : window.weights()) {
        for (int i = 0; i < inner; i++) {
          result[start + i] += weight * values[source + i];
        }
        source += inner;
      }
      start += inner;
    }
    return result;
  }

  /** Neighbours that make up one new pixel. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Window(int first, float[] weights) {}

  private static List<Window> windows(int old, int size) {
    double ratio = (double) old / size;
    double reach = Math.max(1, ratio);
    return IntStream.range(0, size)
        .mapToObj(
            to -> {
              double centre = (to + 0.5) * ratio - 0.5;
              int first = Math.max(0, (int) Math.ceil(centre - reach));
              int last = Math.min(old - 1, (int) Math.floor(centre + reach));
              return new Window(first, weights(first, last, centre, reach));
            })
        .toList();
  }

  /** Falls from the centre to 0 at its reach; 1 in all. */
  private static float[] weights(int first, int last, double centre, double reach) {
    var weights = new double[last - first + 1];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.max(0, 1 - Math.abs(first + i - centre) / reach);
      sum += weights[i];
    }
    var normalized = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      normalized[i] = (float) (weights[i] / sum);
    }
    return normalized;
  }

  private static byte[] rounded(float[] values) {
    var bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.min(255, Math.round(values[i]));
    }
    return bytes;
  }
}
