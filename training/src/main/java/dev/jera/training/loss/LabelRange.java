package dev.jera.training.loss;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Shapes;
import java.util.function.DoublePredicate;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;

/**
 * Which labels of the shape of the predictions a loss takes; NaN and infinite ones are in no range.
 *
 * @param expected the range in words
 * @param contains whether a finite label is in it
 * @param hint what to do about labels of another shape
 */
record LabelRange(String expected, DoublePredicate contains, String hint) {
  private static final String ONE_VALUE = "an axis is added by labels.withShape(Shape.of(n, 1))";
  private static final String CLASSES =
      "for class numbers use SparseCategoricalCrossentropy or oneHot";

  static final LabelRange FINITE = new LabelRange("a finite number", label -> true, ONE_VALUE);

  /** Of one thing or not, each beside the others. */
  static final LabelRange PROBABILITIES = probabilities(ONE_VALUE);

  /** Of classes, one-hot or soft. */
  static final LabelRange CLASS_PROBABILITIES = probabilities(CLASSES);

  static final LabelRange COUNTS = new LabelRange(">= 0, a count", label -> label >= 0, ONE_VALUE);

  static final LabelRange ABOVE_MINUS_ONE = new LabelRange("> -1", label -> label > -1, ONE_VALUE);

  private static LabelRange probabilities(String hint) {
    return new LabelRange("0 to 1, a probability", label -> label >= 0 && label <= 1, hint);
  }

  /**
   * Checks labels.
   *
   * @param predictions the shape of the model's output, the batch first
   * @throws IllegalArgumentException if they have another shape, or one is not in the range; the
   *     message has the first one's index
   */
  void check(NdArray<?> labels, Shape predictions) {
    checkShape(labels, predictions, hint);
    LabelScan.check(
        labels, label -> Float.isFinite((float) label) && contains.test(label), () -> expected);
  }

  static void checkShape(NdArray<?> labels, Shape predictions, String hint) {
    Shape given = labels.shape().tail();
    Shape expected = predictions.tail();
    checkArgument(
        Shapes.fits(given, expected),
        "labels %s each (expected: %s, the shape of a prediction; %s)",
        Shapes.format(given),
        Shapes.format(expected),
        hint);
  }
}
