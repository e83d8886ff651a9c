package dev.jera.serving;

import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.PredictionLog;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.SavedModelException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a bundle its golden samples. */
final class GoldenSamples {
  private static final Logger LOG = LoggerFactory.getLogger(GoldenSamples.class);

  private final Predictor predictor;
  private final GoldenCheck check;

  private GoldenSamples(Predictor predictor, GoldenCheck check) {
    this.predictor = predictor;
    this.check = check;
  }

  /**
   * Checks a bundle.
   *
   * @throws SavedModelException if a sample is answered otherwise, or cannot be asked, and such a
   *     bundle is to be refused
   */
  static void check(Predictor predictor, GoldenCheck check) {
    if (check.mode() == GoldenCheck.Mode.IGNORE) {
      return;
    }
    try {
      new GoldenSamples(predictor, check).check();
    } catch (SavedModelException e) {
      if (check.mode() == GoldenCheck.Mode.REFUSE) {
        throw e;
      }
      LOG.warn(e.getMessage(), e.getCause());
    }
  }

  private void check() {
    List<PredictionLog> samples = read();
    for (int i = 0; i < samples.size(); i++) {
      String sample = "golden sample %s of %s".formatted(i + 1, samples.size());
      check(sample, samples.get(i), ask(sample, samples.get(i)));
    }
  }

  private List<PredictionLog> read() {
    try {
      return predictor.description().goldenSamples();
    } catch (SavedModelException e) {
      throw refusal("the golden samples cannot be read: " + e.getMessage(), e);
    }
  }

  private Map<String, TensorData> ask(String name, PredictionLog sample) {
    try {
      return predictor.predict(sample.signature(), sample.inputs());
    } catch (IllegalArgumentException | PredictionException e) {
      throw refusal("%s cannot be asked: %s".formatted(name, e.getMessage()), e);
    }
  }

  private void check(String name, PredictionLog sample, Map<String, TensorData> answer) {
    sample
        .outputs()
        .forEach(
            (output, expected) ->
                difference(answer, output, expected)
                    .ifPresent(
                        difference -> {
                          throw refusal(
                              "%s: output '%s' %s".formatted(name, output, difference), null);
                        }));
  }

  private Optional<String> difference(
      Map<String, TensorData> answer, String output, TensorData expected) {
    TensorData given = answer.get(output);
    return given == null
        ? Optional.of("is not answered (expected: one of %s)".formatted(answer.keySet()))
        : Difference.between(given, expected, check);
  }

  private SavedModelException refusal(String problem, @Nullable Throwable cause) {
    return new SavedModelException(
        "SavedModel %s: %s. The bundle, or what runs it, is not as it was where it was exported: copy or export it again, or load it with another GoldenCheck: larger tolerances, or 'warn' or 'ignore' for 'refuse'; the samples are in %s"
            .formatted(predictor.path(), problem, SavedModel.GOLDEN_SAMPLES),
        cause);
  }
}
