package dev.jera.training.metric;

import dev.jera.training.loss.Predictions;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * The share of examples that are taken for what they are, chosen by the shapes as Keras' {@code
 * "accuracy"} is.
 *
 * <ul>
 *   <li>Predictions [batch, ..., classes], labels class numbers, [batch, ...] or [batch, ..., 1]:
 *       the most probable class, the first of equals, is the label.
 *   <li>Predictions [batch, ..., classes], labels one-hot, of the same shape: it is the class with
 *       the greatest label.
 *   <li>Predictions [batch, ..., 1] or [batch], labels of that shape or without the last axis:
 *       whether the probability is above 0.5 is the label, 0 or 1.
 * </ul>
 *
 * <p>Each position of [batch, ...] counts. For labels that may hold together, and other thresholds,
 * there is {@link BinaryAccuracy}.
 *
 * @param name its name in a History
 * @param predictions what a single output stands for; no matter for several classes
 * @see <a href="https://keras.io/api/metrics/accuracy_metrics/">Keras BinaryAccuracy,
 *     CategoricalAccuracy and SparseCategoricalAccuracy</a>
 */
@RecordBuilder
public record Accuracy(String name, Predictions predictions)
    implements MeanMetric, AccuracyBuilder.With {

  /** Checks the name. */
  public Accuracy {
    Names.check(name);
  }

  /** For a model that gives probabilities, or logits of several classes; named {@code accuracy}. */
  public static Accuracy of() {
    return new Accuracy("accuracy", Predictions.PROBABILITIES);
  }

  /** For a model that gives logits. */
  public static Accuracy ofLogits() {
    return of().withPredictions(Predictions.LOGITS);
  }

  @Override
  public Operand<TFloat32> values(MetricScope scope) {
    if (LabelForms.isBinary(scope.predictions().shape())) {
      return new BinaryAccuracy(name, new Threshold(0.5, predictions)).values(scope);
    }
    Ops tf = scope.tf();
    Operand<TInt64> right = LabelForms.classNumbers(name, scope);
    Operand<TInt64> given = tf.math.argMax(scope.predictions(), tf.constant(-1));
    return tf.dtypes.cast(tf.math.equal(given, right), TFloat32.class);
  }
}
