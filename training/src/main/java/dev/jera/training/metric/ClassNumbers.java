package dev.jera.training.metric;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Shapes;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;

/**
 * Reads the number of a class per example, whichever way labels or predictions hold it: beside what
 * {@link dev.jera.datasets.ClassLabels} takes, numbers in floats and the greatest of a row.
 */
public final class ClassNumbers {
  private ClassNumbers() {}

  /**
   * The class of every example.
   *
   * @param what what the array is, for errors
   * @param array class numbers [n], or one-hot rows, probabilities or logits [n, classes], of which
   *     the greatest counts, the first of equals; bytes are uint8
   * @param classes number of classes, at least 1
   * @return [n], each 0..classes-1
   * @throws IllegalArgumentException if the shape is another, a class number is not whole or not
   *     one of 0..classes-1, or a row has a NaN
   */
  public static int[] of(String what, NdArray<?> array, int classes) {
    checkArgument(classes >= 1, "classes: %s (expected: >= 1)", classes);
    Shape shape = array.shape();
    boolean rows = shape.numDimensions() == 2 && shape.get(1) == classes;
    checkArgument(
        rows || shape.numDimensions() == 1,
        "%s: shape %s (expected: class numbers [n], or a row for each example [n, %s])",
        what,
        Shapes.format(shape),
        classes);
    double[] values = values(what, array);
    return rows ? greatest(what, values, classes) : numbers(what, values, classes);
  }

  private static double[] values(String what, NdArray<?> array) {
    var values = new double[Math.toIntExact(array.shape().size())];
    int i = 0;
    for (NdArray<?> scalar : array.scalars()) {
      values[i++] = value(what, scalar.getObject());
    }
    return values;
  }

  private static double value(String what, Object scalar) {
    checkArgument(scalar instanceof Number, "%s: %s (expected: numbers)", what, scalar);
    return scalar instanceof Byte uint8
        ? Byte.toUnsignedInt(uint8)
        : ((Number) scalar).doubleValue();
  }

  private static int[] numbers(String what, double[] values, int classes) {
    for (int i = 0; i < values.length; i++) {
      double value = values[i];
      checkArgument(
          value >= 0 && value < classes && value == Math.rint(value),
          "%s: %s for example %s (expected: 0..%s, for %s classes)",
          what,
          value,
          i,
          classes - 1,
          classes);
    }
    return Arrays.stream(values).mapToInt(value -> (int) value).toArray();
  }

  private static int[] greatest(String what, double[] values, int classes) {
    return IntStream.range(0, values.length / classes)
        .map(row -> greatest(what, values, row, classes))
        .toArray();
  }

  private static int greatest(String what, double[] values, int row, int classes) {
    int best = 0;
    for (int c = 0; c < classes; c++) {
      double value = values[row * classes + c];
      checkArgument(
          !Double.isNaN(value),
          "%s: NaN for example %s, class %s (expected: numbers)",
          what,
          row,
          c);
      if (value > values[row * classes + best]) {
        best = c;
      }
    }
    return best;
  }
}
