package dev.jera.training.plot;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Shapes;
import dev.jera.training.metric.ClassNumbers;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;

/**
 * An example that was taken for another class.
 *
 * @param index which example, from 0
 * @param trueClass the number of its class
 * @param predictedClass the number of the class that it was taken for
 * @param confidence the probability that was given to that class, 0..1
 */
public record Mistake(int index, int trueClass, int predictedClass, double confidence) {

  /**
   * The mistakes among predictions, the most confident first, equally confident ones in the order
   * of the examples.
   *
   * @param labels class numbers [n], or one-hot rows [n, classes]
   * @param probabilities [n, classes], each 0..1: after a softmax
   * @throws IllegalArgumentException if there are not as many rows as labels, a probability is not
   *     0..1, or a label is not one of 0..classes-1
   */
  public static List<Mistake> mostConfidentFirst(NdArray<?> labels, FloatNdArray probabilities) {
    checkArgument(
        probabilities.rank() == 2,
        "probabilities: shape %s (expected: [n, classes])",
        Shapes.format(probabilities.shape()));
    int classes = Math.toIntExact(probabilities.shape().get(1));
    int[] truth = ClassNumbers.of("labels", labels, classes);
    int[] predicted = ClassNumbers.of("probabilities", probabilities, classes);
    checkArgument(
        truth.length == predicted.length,
        "probabilities: %s rows (expected: %s, as many as labels)",
        predicted.length,
        truth.length);
    return IntStream.range(0, truth.length)
        .filter(i -> truth[i] != predicted[i])
        .mapToObj(
            i ->
                new Mistake(i, truth[i], predicted[i], probability(probabilities, i, predicted[i])))
        .sorted(Comparator.comparingDouble((Mistake mistake) -> mistake.confidence).reversed())
        .toList();
  }

  private static double probability(FloatNdArray probabilities, int row, int number) {
    float value = probabilities.getFloat(row, number);
    checkArgument(
        value >= 0 && value <= 1.0001f,
        "probabilities: %s for example %s, class %s (expected: 0..1; logits need a softmax first)",
        value,
        row,
        number);
    return Math.min(value, 1);
  }
}
