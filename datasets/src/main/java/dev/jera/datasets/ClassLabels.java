package dev.jera.datasets;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.function.LongUnaryOperator;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.LongNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.ShortNdArray;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Class numbers [n], read the same way whichever integer type holds them.
 *
 * @param size n
 * @param values the class number by its index
 */
record ClassLabels(long size, LongUnaryOperator values) {

  /** Largest array that every JVM gives. */
  private static final long MAX_ELEMENTS = Integer.MAX_VALUE - 8;

  /**
   * The numbers in an array.
   *
   * @param labels integers [n]; bytes count as 0..255
   * @throws IllegalArgumentException if they are of another type or rank
   */
  static ClassLabels of(NdArray<?> labels) {
    checkArgument(
        labels.shape().numDimensions() == 1,
        "labels: shape %s (expected: class numbers of shape [n])",
        labels.shape());
    return new ClassLabels(labels.shape().get(0), values(labels));
  }

  private static LongUnaryOperator values(NdArray<?> labels) {
    checkIntegers(labels);
    return index -> integer(labels, index);
  }

  private static void checkIntegers(NdArray<?> labels) {
    checkArgument(
        labels instanceof ByteNdArray
            || labels instanceof IntNdArray
            || labels instanceof LongNdArray
            || labels instanceof ShortNdArray,
        "labels: %s (expected: integers, in a Byte-, Short-, Int- or LongNdArray)",
        labels);
  }

  private static long integer(NdArray<?> labels, long... coordinates) {
    return labels instanceof ByteNdArray bytes
        ? Byte.toUnsignedInt(bytes.getByte(coordinates))
        : ((Number) labels.getObject(coordinates)).longValue();
  }

  /**
   * The class number of one example.
   *
   * @param label a class number [], of any integer type, or a one-hot row [classes], of any number
   *     type
   * @throws IllegalArgumentException if it is neither
   */
  static int classOf(NdArray<?> label) {
    if (label.rank() == 0) {
      checkIntegers(label);
      long number = integer(label);
      checkArgument((int) number == number, "label: %s (expected: an int)", number);
      return (int) number;
    }
    checkArgument(
        label.rank() == 1 && label.size() > 1 && label.getObject(0) instanceof Number,
        "label: %s (expected: a class number [], or a one-hot row [classes])",
        label);
    int found = -1;
    for (int i = 0; i < label.size(); i++) {
      Number value = (Number) label.getObject(i);
      boolean one = value.doubleValue() == 1;
      checkArgument(
          value.doubleValue() == 0 || (one && found < 0),
          "label: column %s is %s (expected: a one-hot row, with one 1 and else 0)",
          i,
          value);
      found = one ? i : found;
    }
    checkArgument(found >= 0, "label: all 0 (expected: a one-hot row, with one 1)");
    return found;
  }

  /** Makes the class number [] of an example a one-hot row [classes]. */
  static Mapping oneHot(int classes) {
    Checks.positive("classes", classes);
    return Mapping.of("oneHot", example -> example.withLabel(row(example.label(), classes)));
  }

  private static FloatNdArray row(NdArray<?> label, int classes) {
    checkArgument(
        label.rank() == 0, "label: shape %s (expected: a class number, [])", label.shape());
    int number = classOf(label);
    checkArgument(
        number >= 0 && number < classes,
        "label: %s (expected: 0..%s, for %s classes)",
        number,
        classes - 1,
        classes);
    var row = new float[classes];
    row[number] = 1;
    return NdArrays.vectorOf(row);
  }

  /**
   * One of them.
   *
   * @throws IllegalArgumentException if it is no int
   */
  int get(long index) {
    long value = values.applyAsLong(index);
    checkArgument((int) value == value, "label of example %s: %s (expected: an int)", index, value);
    return (int) value;
  }

  /**
   * Checks every number to be that of one of {@code classes} classes.
   *
   * @param classes at least 1
   * @throws IllegalArgumentException if one is outside 0..classes-1; the message has its index
   */
  void check(int classes) {
    checkArgument(classes >= 1, "classes: %s (expected: >= 1)", classes);
    for (long i = 0; i < size; i++) {
      long label = values.applyAsLong(i);
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "label of example %d: %d (expected: 0..%d, for %d classes)"
                .formatted(i, label, classes - 1, classes));
      }
    }
  }

  FloatNdArray rows(int classes) {
    check(classes);
    checkArgument(
        size <= MAX_ELEMENTS / classes,
        "classes: %s (expected: at most %s, so that the rows of %s examples fit one array)",
        classes,
        MAX_ELEMENTS / Math.max(1, size),
        size);
    var rows = new float[Math.toIntExact(size * classes)];
    for (int i = 0; i < size; i++) {
      rows[i * classes + get(i)] = 1;
    }
    return NdArrays.wrap(Shape.of(size, classes), DataBuffers.of(rows, false, false));
  }
}
