package dev.jera.runtime;

import com.google.common.math.LongMath;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.tensorflow.ndarray.Shape;

/** Shapes as text, as images, and whether one fits the other. */
public final class Shapes {
  private Shapes() {}

  /** Writes a shape as {@code [?, 28, 28, 1]}, or {@code [...]} where even the rank is unknown. */
  public static String format(Shape shape) {
    if (shape.isUnknown()) {
      return "[...]";
    }
    return LongStream.of(shape.asArray())
        .mapToObj(size -> size == Shape.UNKNOWN_SIZE ? "?" : Long.toString(size))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** Writes a shape as Python does: {@code (None, 28, 28, 1)}, and {@code (None,)}. */
  public static String tuple(Shape shape) {
    String sizes =
        LongStream.of(shape.asArray())
            .mapToObj(size -> size == Shape.UNKNOWN_SIZE ? "None" : Long.toString(size))
            .collect(Collectors.joining(", "));
    return shape.numDimensions() == 1 ? "(" + sizes + ",)" : "(" + sizes + ")";
  }

  /**
   * How many elements a tensor of these sizes has. TensorFlow ends the process at a product that
   * overflows, be it times 0 in the end.
   *
   * @return the product; {@link Long#MAX_VALUE} where it overflows on the way, -1 where a size is
   *     negative
   */
  static long size(long... sizes) {
    long product = 1;
    for (long size : sizes) {
      if (size < 0) {
        return -1;
      }
      product = product == Long.MAX_VALUE ? product : LongMath.saturatedMultiply(product, size);
    }
    return product;
  }

  /** Whether a value of shape {@code given} may stand where {@code expected} is asked for. */
  public static boolean fits(Shape given, Shape expected) {
    if (given.isUnknown() || expected.isUnknown()) {
      return true;
    }
    if (given.numDimensions() != expected.numDimensions()) {
      return false;
    }
    for (int axis = 0; axis < given.numDimensions(); axis++) {
      long g = given.get(axis);
      long e = expected.get(axis);
      if (g != e && g != Shape.UNKNOWN_SIZE && e != Shape.UNKNOWN_SIZE) {
        return false;
      }
    }
    return true;
  }

  /**
   * Height, width and channels of the images in a batch: of [batch, height, width, channels],
   * [batch, height, width], or [batch, a square number].
   *
   * @return a shape of three axes, or of more where the batch has them; unknown where the batch is
   *     or its examples have no such shape
   */
  public static Shape imageIn(Shape batch) {
    if (batch.isUnknown() || batch.numDimensions() < 2) {
      return Shape.unknown();
    }
    Shape example = batch.tail();
    return switch (example.numDimensions()) {
      case 1 -> square(example.get(0));
      case 2 -> example.append(1);
      default -> example;
    };
  }

  private static Shape square(long pixels) {
    long side = Math.round(Math.sqrt((double) pixels));
    return side * side == pixels ? Shape.of(side, side, 1) : Shape.unknown();
  }
}
