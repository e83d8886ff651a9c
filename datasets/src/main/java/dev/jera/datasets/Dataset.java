package dev.jera.datasets;

import static com.google.common.base.Preconditions.checkArgument;

import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;

/**
 * Labelled examples in memory: features [n, ...] and labels [n, ...], example i of the one with
 * example i of the other.
 *
 * <p>The arrays are kept, not copied: whoever writes to them afterwards changes the data set. Those
 * that this package reads are heap memory of their own. A ByteNdArray counts as uint8, 0..255, as
 * TensorFlow's TUint8 does.
 *
 * @param features what a model is fed, [n, ...]
 * @param labels what it should answer: class numbers [n], one-hot rows [n, classes], or values of
 *     any shape [n, ...]
 */
public record Dataset(NdArray<?> features, NdArray<?> labels) {

  /**
   * Checks that there are as many labels as examples.
   *
   * @throws IllegalArgumentException if an array is a scalar or the first axes differ
   */
  public Dataset {
    checkRank("features", features.shape());
    checkRank("labels", labels.shape());
    checkArgument(
        features.shape().get(0) == labels.shape().get(0),
        "features: %s, labels: %s (expected: as many examples in both, on the first axis)",
        features.shape(),
        labels.shape());
  }

  private static void checkRank(String name, Shape shape) {
    checkArgument(
        shape.numDimensions() >= 1,
        "%s: a scalar (expected: rank >= 1, with the examples on the first axis)",
        name);
  }

  /**
   * The data set of these examples.
   *
   * @param features [n, ...]
   * @param labels [n, ...]
   * @throws IllegalArgumentException if an array is a scalar or the first axes differ
   */
  public static Dataset of(NdArray<?> features, NdArray<?> labels) {
    return new Dataset(features, labels);
  }

  /** Number of examples, n; 0 is possible. */
  public long size() {
    return features.shape().get(0);
  }

  /** Shape of one example's features, without the example axis. */
  public Shape featureShape() {
    return features.shape().tail();
  }

  /** Shape of one example's label, without the example axis: [] for class numbers. */
  public Shape labelShape() {
    return labels.shape().tail();
  }

  /**
   * The first {@code n} examples, as a view of the same memory.
   *
   * @param n 0..size()
   * @throws IllegalArgumentException if there are fewer examples
   */
  public Dataset take(long n) {
    return range(0, checkCount(n));
  }

  /**
   * All but the first {@code n} examples, as a view of the same memory. {@code take(n)} and {@code
   * skip(n)} split a data set in two.
   *
   * @param n 0..size()
   * @throws IllegalArgumentException if there are fewer examples
   */
  public Dataset skip(long n) {
    return range(checkCount(n), size());
  }

  private long checkCount(long n) {
    checkArgument(
        n >= 0 && n <= size(), "n: %s (expected: 0..%s, the number of examples)", n, size());
    return n;
  }

  private Dataset range(long begin, long end) {
    return new Dataset(Rows.range(features, begin, end), Rows.range(labels, begin, end));
  }

  /**
   * The class number of one example, whichever integer type the labels have.
   *
   * @param index 0..size()-1
   * @throws IndexOutOfBoundsException if there is no such example
   * @throws IllegalArgumentException if the labels are not integers [n], or this one is no int
   */
  public int label(long index) {
    if (index < 0 || index >= size()) {
      throw new IndexOutOfBoundsException(
          "index: %d (expected: 0..%d)".formatted(index, size() - 1));
    }
    return ClassLabels.of(labels).get(index);
  }

  /**
   * Checks every label to be the number of one of {@code classes} classes.
   *
   * @param classes number of classes, at least 1
   * @throws IllegalArgumentException if the labels are not integers [n], or one of them is outside
   *     0..classes-1; the message has its index and value
   */
  public void checkLabels(int classes) {
    ClassLabels.of(labels).check(classes);
  }

  /**
   * The same features with one-hot labels: class numbers [n] become a FloatNdArray [n, classes]
   * with a 1 in the column of the class and 0 elsewhere.
   *
   * @param classes number of classes, at least 1
   * @throws IllegalArgumentException if the labels are not integers [n], or one of them is outside
   *     0..classes-1; the message has its index and value
   */
  public Dataset oneHot(int classes) {
    FloatNdArray rows = ClassLabels.of(labels).oneHot(classes);
    return new Dataset(features, rows);
  }
}
