package dev.jera.server.json;

import com.google.common.math.LongMath;
import dev.jera.server.ApiException;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/** The shapes that requests of the Open Inference Protocol say, on either wire. */
public final class InferShape {
  /** TensorFlow counts no more dimensions. */
  static final int MOST_DIMENSIONS = 254;

  private static final int LONGEST_TEXT = 256;

  private InferShape() {}

  /**
   * Checks sizes before anything is allocated for them.
   *
   * @param owner what errors call the tensor
   * @throws ApiException if one is negative, if they are too many, or if there would be more
   *     elements than an array has
   */
  public static Shape of(String owner, List<Long> sizes) {
    if (sizes.size() > MOST_DIMENSIONS) {
      throw wrong(owner, sizes.size() + " dimensions");
    }
    long product = 1;
    for (long size : sizes) {
      product = LongMath.saturatedMultiply(product, size);
      if (size < 0 || size > Integer.MAX_VALUE || product > Integer.MAX_VALUE) {
        String text = sizes.toString();
        throw wrong(
            owner, text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "..." : text);
      }
    }
    return Shape.of(sizes.stream().mapToLong(Long::longValue).toArray());
  }

  /** The error of what is no shape. */
  static ApiException wrong(String owner, String given) {
    return ApiException.invalid(
        "%s: shape: %s (expected: at most %d sizes from 0 on, whose product is at most %d)",
        owner, given, MOST_DIMENSIONS, Integer.MAX_VALUE);
  }
}
