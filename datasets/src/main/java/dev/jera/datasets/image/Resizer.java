package dev.jera.datasets.image;

import static com.google.common.base.Preconditions.checkArgument;

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
    var bytes = new byte[Math.toIntExact(shape.size())];
    image.copyTo(DataBuffers.of(bytes, false, false));
    var pixels = new float[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      pixels[i] = Byte.toUnsignedInt(bytes[i]);
    }
    float[] narrowed = scale(pixels, oldHeight, oldWidth, channels, width);
    float[] scaled = scale(narrowed, 1, oldHeight, width * channels, height);
    return NdArrays.wrap(
        Shape.of(height, width, channels), DataBuffers.of(rounded(scaled), false, false));
  }

  /**
   * Scales the middle axis.
   *
   * @param values [outer, old, inner]
   * @return [outer, size, inner]
   */
  private static float[] scale(float[] values, int outer, int old, int inner, int size) {
    var result = new float[Math.multiplyExact(Math.multiplyExact(outer, size), inner)];
    for (int to = 0; to < size; to++) {
      double ratio = (double) old / size;
      double reach = Math.max(1, ratio);
      double centre = (to + 0.5) * ratio - 0.5;
      int first = Math.max(0, (int) Math.ceil(centre - reach));
      int last = Math.min(old - 1, (int) Math.floor(centre + reach));
      float[] weights = weights(first, last, centre, reach);
      for (int block = 0; block < outer; block++) {
        int start = (block * size + to) * inner;
        for (int from = first; from <= last; from++) {
          float weight = weights[from - first];
          int source = (block * old + from) * inner;
          for (int i = 0; i < inner; i++) {
            result[start + i] += weight * values[source + i];
          }
        }
      }
    }
    return result;
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
