package dev.jera.serving;

import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.LoadedSavedModel;
import dev.jera.runtime.savedmodel.PredictionLog;
import dev.jera.runtime.savedmodel.SavedModelException;
import dev.jera.runtime.savedmodel.Signature;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.exceptions.TFUnimplementedException;
import org.tensorflow.exceptions.TensorFlowException;

/**
 * Compares what an accelerator, or a plan, answers with what the bundle as exported does: on the
 * bundle's golden samples, whose recorded answers count too, and on inputs drawn with a fixed seed.
 */
final class Judge {
  /** As {@link Difference} has it: {@code 1e-4 + 1e-4 * |expected|}. */
  private static final GoldenCheck TOLERANCE =
      GoldenCheck.of(GoldenCheck.Mode.REFUSE)
          .withAbsoluteTolerance(1e-4)
          .withRelativeTolerance(1e-4);

  /** More of them would make a load slow, and tell nothing new. */
  private static final int MOST_SAMPLES = 16;

  private final LoadedSavedModel model;
  private final Candidate candidate;
  private int compared;

  /** What answers in TensorFlow's place, see {@link AcceleratedModel#run}. */
  interface Candidate {
    List<TensorData> run(String signature, List<TensorData> inputs, List<String> outputs);
  }

  Judge(LoadedSavedModel model, Candidate candidate) {
    this.model = model;
    this.candidate = candidate;
  }

  /**
   * Judges every signature that can be called.
   *
   * @return how much was compared, in words
   * @throws AcceleratorException if an answer differs, or if there is nothing to compare
   */
  String judge() {
    return judge(model.signatures().values());
  }

  /** As {@link #judge()}, of some signatures. */
  String judge(Collection<Signature> signatures) {
    List<PredictionLog> samples = samples();
    for (PredictionLog sample : samples) {
      Signature signature = model.signatures().get(sample.signature());
      if (signature != null && signature.problem().isEmpty() && signatures.contains(signature)) {
        judge(signature, "a golden sample", sample.inputs(), sample.outputs());
      }
    }
    for (Signature signature : signatures) {
      if (signature.problem().isEmpty()) {
        judgeDrawn(signature);
      }
    }
    return "%s answers equal to TensorFlow's, %s golden samples among what was asked"
        .formatted(compared, samples.size());
  }

  private List<PredictionLog> samples() {
    try {
      List<PredictionLog> samples = model.description().goldenSamples();
      return samples.subList(0, Math.min(MOST_SAMPLES, samples.size()));
    } catch (SavedModelException e) {
      throw new AcceleratorException("the golden samples cannot be read: " + e.getMessage(), e);
    }
  }

  private void judgeDrawn(Signature signature) {
    int before = compared;
    for (DrawnInputs drawn : DrawnInputs.of(signature)) {
      judge(signature, drawn.toString(), drawn.values(), Map.of());
    }
    if (compared == before) {
      throw new AcceleratorException(
          "signature '%s': TensorFlow answers no input that was drawn for it, so there is nothing to compare"
              .formatted(signature.name()));
    }
  }

  private void judge(
      Signature signature,
      String what,
      Map<String, TensorData> inputs,
      Map<String, TensorData> recorded) {
    List<String> names = List.copyOf(signature.outputs().keySet());
    if (!inputs.keySet().equals(signature.inputs().keySet())) {
      return;
    }
    List<TensorData> ordered =
        signature.inputs().keySet().stream().map(name -> input(inputs, name)).toList();
    List<TensorData> expected;
    try {
      expected = model.prepare(signature, names).run(ordered);
    } catch (TensorFlowException | TFUnimplementedException | IllegalArgumentException e) {
      // What TensorFlow itself cannot answer tells nothing.
      return;
    }
    List<TensorData> given = candidate.run(signature.name(), ordered, names);
    for (int i = 0; i < names.size(); i++) {
      compare(signature, what, names.get(i), given.get(i), expected.get(i));
      @Nullable TensorData record = recorded.get(names.get(i));
      if (record != null) {
        compare(signature, what, names.get(i), given.get(i), record);
      }
    }
    compared++;
  }

  private static TensorData input(Map<String, TensorData> inputs, String name) {
    TensorData input = inputs.get(name);
    if (input == null) {
      throw new IllegalStateException("no input " + name);
    }
    return input;
  }

  private static void compare(
      Signature signature, String what, String output, TensorData given, TensorData expected) {
    Optional<String> difference = Difference.between(given, expected, TOLERANCE);
    if (difference.isPresent()) {
      throw new AcceleratorException(
          "signature '%s', %s: output '%s' %s"
              .formatted(signature.name(), what, output, difference.get()));
    }
  }
}
