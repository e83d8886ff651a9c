package dev.jera.serving;

import com.google.common.base.Ascii;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import org.tensorflow.ndarray.Shape;

/** How far a tensor is from what it should be. */
final class Difference {
  private static final int MOST_CHARACTERS = 40;

  private Difference() {}

  /**
   * Where two tensors differ most, in words that go on a sentence.
   *
   * @return empty where all values are within the tolerance
   */
  static Optional<String> between(TensorData given, TensorData expected, GoldenCheck check) {
    if (given.dtype() != expected.dtype() || !given.shape().equals(expected.shape())) {
      return Optional.of("is %s (expected: %s)".formatted(given, expected));
    }
    Dtype dtype = given.dtype();
    if (dtype == Dtype.STRING) {
      byte[][] a = given.byteStrings();
      byte[][] b = expected.byteStrings();
      return describe(
          given.shape(),
          i -> Arrays.equals(a[i], b[i]) ? 0 : 1,
          i -> text(given.strings()[i]),
          i -> text(expected.strings()[i]));
    }
    if (dtype == Dtype.BOOL) {
      boolean[] a = given.booleans();
      boolean[] b = expected.booleans();
      return describe(
          given.shape(),
          i -> a[i] == b[i] ? 0 : 1,
          i -> Boolean.toString(a[i]),
          i -> Boolean.toString(b[i]));
    }
    if (dtype.isInteger()) {
      long[] a = given.longs();
      long[] b = expected.longs();
      return describe(
          given.shape(),
          i -> a[i] == b[i] ? 0 : Math.max(1, Math.abs((double) a[i] - b[i])),
          i -> number(a[i], dtype),
          i -> number(b[i], dtype));
    }
    double[] a = given.doubles();
    double[] b = expected.doubles();
    return describe(
        given.shape(),
        i -> excess(a[i], b[i], tolerance(b[i], check)),
        i -> number(a[i], dtype),
        i -> "%s +- %.3g".formatted(number(b[i], dtype), tolerance(b[i], check)));
  }

  /** By how much two numbers differ if it is too much, else 0. */
  private static double excess(double given, double expected, double tolerance) {
    if (Double.compare(given, expected) == 0 || given == expected) {
      return 0;
    }
    double difference = Math.abs(given - expected);
    if (Double.isFinite(difference)) {
      return difference <= tolerance ? 0 : difference;
    }
    return Double.POSITIVE_INFINITY;
  }

  private static double tolerance(double expected, GoldenCheck check) {
    return check.absoluteTolerance() + check.relativeTolerance() * Math.abs(expected);
  }

  private static Optional<String> describe(
      Shape shape,
      IntToDoubleFunction excess,
      IntFunction<String> given,
      IntFunction<String> expected) {
    int size = (int) shape.size();
    int worst = -1;
    double most = 0;
    int count = 0;
    for (int i = 0; i < size; i++) {
      double by = excess.applyAsDouble(i);
      count += by > 0 ? 1 : 0;
      if (by > most) {
        most = by;
        worst = i;
      }
    }
    return worst < 0
        ? Optional.empty()
        : Optional.of(
            "is %s at %s (expected: %s), where it is farthest off; %s of %s values are off"
                .formatted(
                    given.apply(worst),
                    Arrays.toString(indexOf(worst, shape)),
                    expected.apply(worst),
                    count,
                    size));
  }

  private static long[] indexOf(long element, Shape shape) {
    long[] index = new long[shape.numDimensions()];
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = element % shape.get(axis);
      element /= shape.get(axis);
    }
    return index;
  }

  /** A float in its own digits: those of a double would be noise. */
  private static String number(double value, Dtype dtype) {
    return dtype == Dtype.FLOAT64 ? Double.toString(value) : Float.toString((float) value);
  }

  private static String number(long value, Dtype dtype) {
    return dtype == Dtype.UINT64 ? Long.toUnsignedString(value) : Long.toString(value);
  }

  private static String text(String value) {
    return "'" + Ascii.truncate(value, MOST_CHARACTERS, "...") + "'";
  }
}
