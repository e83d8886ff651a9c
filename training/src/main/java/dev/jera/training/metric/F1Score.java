package dev.jera.training.metric;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * The harmonic mean of precision and recall, {@code 2 * tp / (predicted + actual)}; 0 where nothing
 * is positive and nothing was taken for it.
 *
 * <p>Predictions and labels [batch] or [batch, ..., classes], of one shape but for an axis of size
 * 1 at the end; labels are 0 or 1, and anything else than 0 is positive. For several classes labels
 * may be class numbers, [batch, ...], too; a number that is no class is not positive for any.
 *
 * @param name its name in a History
 * @param decision when a class counts as predicted
 * @param averaging how the scores of several classes become one
 * @see <a href="https://keras.io/api/metrics/classification_metrics/#f1score-class">Keras
 *     F1Score</a>
 */
@RecordBuilder
public record F1Score(String name, Decision decision, Averaging averaging)
    implements Metric, F1ScoreBuilder.With {

  /** Checks the name. */
  public F1Score {
    Names.check(name);
  }

  /** For one sigmoid output or several, above 0.5, all counted together; named {@code f1_score}. */
  public static F1Score of() {
    return of(Threshold.of());
  }

  /** For one sigmoid output or several, decided so, all counted together. */
  public static F1Score of(Decision decision) {
    return new F1Score("f1_score", decision, Average.MICRO);
  }

  /** For classes that exclude each other, of which the most probable counts. */
  public static F1Score of(Averaging averaging) {
    return new F1Score("f1_score", MostProbable.of(), averaging);
  }

  @Override
  public Map<String, Operand<? extends TNumber>> build(MetricScope scope) {
    return ClassScores.build(name, scope, decision, averaging);
  }

  @Override
  public double result(MetricSums sums) {
    return ClassScores.result(
        sums, averaging, (both, predicted, actual) -> Sums.share(2 * both, predicted + actual));
  }
}
