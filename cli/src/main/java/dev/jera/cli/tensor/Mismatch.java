package dev.jera.cli.tensor;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.savedmodel.TensorSpec;
import org.tensorflow.ndarray.Shape;

/** The error for a value that an input cannot take, in one form whatever the value comes from. */
public final class Mismatch {
  private Mismatch() {}

  /**
   * As {@code Input 'x': 256 at [0][27] (expected: ..., for uint8)}.
   *
   * @param spec the input
   * @param shape the shape of all values that were given for it
   * @param index the position of the value among them, in row-major order
   * @param value the value, as it was given
   * @param expected what may stand there
   */
  public static JeraException of(
      TensorSpec spec, Shape shape, int index, String value, String expected) {
    return new JeraException(
        "Input '%s': %s%s (expected: %s, for %s)"
            .formatted(spec.name(), value, place(shape, index), expected, spec.dtype()));
  }

  /** What an integer dtype takes. */
  public static String wholeNumber(Dtype dtype) {
    return "a whole number from %s to %s".formatted(Numbers.least(dtype), Numbers.most(dtype));
  }

  /** What a floating dtype takes. */
  public static String number(Dtype dtype) {
    return "a number up to " + Numbers.largest(dtype);
  }

  private static String place(Shape shape, int index) {
    StringBuilder place = new StringBuilder();
    long rest = index;
    for (int axis = shape.numDimensions() - 1; axis >= 0; axis--) {
      place.insert(0, "[%d]".formatted(rest % shape.get(axis)));
      rest /= shape.get(axis);
    }
    return place.isEmpty() ? "" : " at " + place;
  }
}
