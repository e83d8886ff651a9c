package dev.jera.training.metric;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The share of labels, 0 or 1, that predictions meet, each value on its own: for labels that may
 * hold together, or one output with another threshold than 0.5.
 *
 * <p>Predictions and labels [batch, ...], of one shape but for an axis of size 1 at the end.
 *
 * @param name its name in a History
 * @param threshold when a prediction is a 1
 * @see <a href="https://keras.io/api/metrics/accuracy_metrics/#binaryaccuracy-class">Keras
 *     BinaryAccuracy</a>
 */
@RecordBuilder
public record BinaryAccuracy(String name, Threshold threshold)
    implements MeanMetric, BinaryAccuracyBuilder.With {

  /** Checks the name. */
  public BinaryAccuracy {
    Names.check(name);
  }

  /** For probabilities, above 0.5; named {@code binary_accuracy}. */
  public static BinaryAccuracy of() {
    return of(Threshold.of());
  }

  /** With this threshold. */
  public static BinaryAccuracy of(Threshold threshold) {
    return new BinaryAccuracy("binary_accuracy", threshold);
  }

  @Override
  public Operand<TFloat32> values(MetricScope scope) {
    Ops tf = scope.tf();
    Operand<TFloat32> labels =
        tf.dtypes.cast(LabelForms.likePredictions(name, scope), TFloat32.class);
    Operand<TFloat32> given =
        tf.dtypes.cast(threshold.positives(tf, scope.predictions()), TFloat32.class);
    return tf.dtypes.cast(tf.math.equal(given, labels), TFloat32.class);
  }
}
