package dev.jera.training.metric;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;

import com.google.common.base.Strings;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.tensorflow.ndarray.NdArray;

/**
 * How often each class was taken for each: immutable, equal where the counts are.
 *
 * @param rows the counts, [true class][predicted class]
 * @see <a href="https://www.tensorflow.org/api_docs/python/tf/math/confusion_matrix">TensorFlow's
 *     confusion_matrix</a>
 */
public record ConfusionMatrix(List<ImmutableLongArray> rows) {

  /**
   * Checks the counts.
   *
   * @throws IllegalArgumentException if they are not square, or one is negative
   */
  public ConfusionMatrix {
    rows = List.copyOf(rows);
    checkArgument(!rows.isEmpty(), "counts: no classes (expected: at least 1)");
    for (int i = 0; i < rows.size(); i++) {
      checkArgument(
          rows.get(i).length() == rows.size(),
          "counts: %s in row %s (expected: %s, as many as rows)",
          rows.get(i).length(),
          i,
          rows.size());
      checkArgument(
          rows.get(i).stream().allMatch(count -> count >= 0),
          "counts: %s in row %s (expected: >= 0)",
          rows.get(i),
          i);
    }
  }

  /**
   * The matrix of these counts, which are copied.
   *
   * @param counts [true class][predicted class]
   * @throws IllegalArgumentException if they are not square, or one is negative
   */
  public static ConfusionMatrix of(long[][] counts) {
    return new ConfusionMatrix(Arrays.stream(counts).map(ImmutableLongArray::copyOf).toList());
  }

  /**
   * Counts examples.
   *
   * @param labels class numbers [n], or one-hot rows [n, classes]
   * @param predictions class numbers [n], or probabilities or logits [n, classes]
   * @param classes number of classes, at least 1
   * @throws IllegalArgumentException if there are not as many predictions as labels, a class is not
   *     one of 0..classes-1, or a row has a NaN
   */
  public static ConfusionMatrix of(NdArray<?> labels, NdArray<?> predictions, int classes) {
    int[] truth = ClassNumbers.of("labels", labels, classes);
    int[] predicted = ClassNumbers.of("predictions", predictions, classes);
    checkArgument(
        truth.length == predicted.length,
        "predictions: %s (expected: %s, as many as labels)",
        predicted.length,
        truth.length);
    var counts = new long[classes][classes];
    for (int i = 0; i < truth.length; i++) {
      counts[truth[i]][predicted[i]]++;
    }
    return of(counts);
  }

  /** Number of classes. */
  public int classes() {
    return rows.size();
  }

  /**
   * How many examples of one class were taken for another, or for the same.
   *
   * @throws IndexOutOfBoundsException if a class is not one of 0..classes-1
   */
  public long count(int trueClass, int predictedClass) {
    checkElementIndex(trueClass, classes(), "trueClass");
    checkElementIndex(predictedClass, classes(), "predictedClass");
    return rows.get(trueClass).get(predictedClass);
  }

  /** Number of examples. */
  public long total() {
    return rows.stream().flatMapToLong(ImmutableLongArray::stream).sum();
  }

  /** The share of examples that were taken for what they are, 0..1; 0 without examples. */
  public double accuracy() {
    return share(IntStream.range(0, classes()).mapToLong(i -> count(i, i)).sum(), total());
  }

  /**
   * The share of right ones among those taken for this class, 0..1; 0 where there are none, as in
   * scikit-learn.
   *
   * @throws IndexOutOfBoundsException if it is not one of 0..classes-1
   */
  public double precision(int number) {
    checkElementIndex(number, classes(), "number");
    return share(count(number, number), rows.stream().mapToLong(row -> row.get(number)).sum());
  }

  /**
   * The share of this class's examples that were taken for it, 0..1; 0 where there are none, as in
   * scikit-learn.
   *
   * @throws IndexOutOfBoundsException if it is not one of 0..classes-1
   */
  public double recall(int number) {
    return share(count(number, number), rows.get(number).stream().sum());
  }

  private static double share(long part, long all) {
    return all == 0 ? 0 : (double) part / all;
  }

  /** A table: true classes down, predicted ones across. */
  @Override
  public String toString() {
    int width =
        LongStream.concat(
                LongStream.of(classes() - 1L),
                rows.stream().flatMapToLong(ImmutableLongArray::stream))
            .mapToInt(count -> Long.toString(count).length())
            .max()
            .orElseThrow();
    int head = Math.max("true".length(), Integer.toString(classes() - 1).length());
    String header = line("true", head, LongStream.range(0, classes()), width) + "  (predicted)\n";
    return header
        + IntStream.range(0, classes())
            .mapToObj(i -> line(Integer.toString(i), head, rows.get(i).stream(), width))
            .collect(Collectors.joining("\n"));
  }

  private static String line(String head, int headWidth, LongStream counts, int width) {
    return counts
        .mapToObj(count -> "  " + Strings.padStart(Long.toString(count), width, ' '))
        .collect(Collectors.joining("", Strings.padStart(head, headWidth, ' '), ""));
  }
}
