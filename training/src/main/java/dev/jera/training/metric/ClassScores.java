package dev.jera.training.metric;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import dev.jera.runtime.Shapes;
import java.util.Arrays;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** What precision, recall and F1 share: how often each class was predicted, true, and both. */
final class ClassScores {
  private static final String BOTH = "true_positives";
  private static final String PREDICTED = "predicted_positives";
  private static final String ACTUAL = "actual_positives";

  private ClassScores() {}

  /** The score of a class from its counts. */
  @FunctionalInterface
  interface Score {
    double of(double both, double predicted, double actual);
  }

  static Map<String, Operand<? extends TNumber>> build(
      String metric, MetricScope scope, Decision decision, Averaging averaging) {
    Ops tf = scope.tf();
    Shape shape = scope.predictions().shape();
    int classes =
        LabelForms.isBinary(shape) && decision instanceof Threshold
            ? 1
            : LabelForms.classes(metric, shape);
    checkArgument(
        !(averaging instanceof OneClass one) || one.number() < classes,
        "Metric '%s': %s of predictions %s (expected: one of 0..%s)",
        metric,
        averaging,
        Shapes.format(shape),
        classes - 1);
    Operand<TBool> actual = rows(tf, actual(metric, scope, classes), classes);
    Operand<TBool> predicted = rows(tf, decision.positives(tf, scope.predictions()), classes);
    Operand<TFloat64> weights = Sums.rowWeights(scope, classes);
    Operand<TBool> both = tf.math.logicalAnd(actual, predicted);
    return ImmutableMap.of(
        BOTH, Sums.ofColumns(tf, both, weights, classes),
        PREDICTED, Sums.ofColumns(tf, predicted, weights, classes),
        ACTUAL, Sums.ofColumns(tf, actual, weights, classes));
  }

  /** The true classes, of as many elements as the predictions. */
  private static Operand<TBool> actual(String metric, MetricScope scope, int classes) {
    Ops tf = scope.tf();
    Shape labels = scope.labels().shape();
    if (classes == 1 || Shapes.fits(labels, scope.predictions().shape())) {
      return tf.dtypes.cast(LabelForms.likePredictions(metric, scope), TBool.class);
    }
    Operand<TInt64> numbers = LabelForms.classNumbers(metric, scope);
    return tf.oneHot(numbers, tf.constant(classes), tf.constant(true), tf.constant(false));
  }

  private static Operand<TBool> rows(Ops tf, Operand<TBool> values, int classes) {
    return tf.reshape(values, tf.array(-1, classes));
  }

  static double result(MetricSums sums, Averaging averaging, Score score) {
    double[] both = sums.array(BOTH);
    double[] predicted = sums.array(PREDICTED);
    double[] actual = sums.array(ACTUAL);
    if (averaging == Average.MICRO) {
      return score.of(sum(both), sum(predicted), sum(actual));
    }
    double[] scores = new double[both.length];
    Arrays.setAll(scores, number -> score.of(both[number], predicted[number], actual[number]));
    if (averaging instanceof OneClass one) {
      return scores[one.number()];
    }
    if (averaging == Average.MACRO) {
      return sum(scores) / scores.length;
    }
    double weighted = 0;
    for (int number = 0; number < scores.length; number++) {
      weighted += scores[number] * actual[number];
    }
    return Sums.share(weighted, sum(actual));
  }

  private static double sum(double[] values) {
    return Arrays.stream(values).sum();
  }
}
