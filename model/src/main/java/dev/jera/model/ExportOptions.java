package dev.jera.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.jera.runtime.savedmodel.PredictionLog;
import dev.jera.runtime.savedmodel.Signature;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * What {@link ModelExporter} puts in a bundle beside the model and its weights.
 *
 * @param outputNames what the signature calls the outputs, in their order
 * @param labels the classes' names, written as the asset {@code labels.txt}; none where empty
 * @param goldenSamples calls with what the model answered when it was trained, which whoever loads
 *     the bundle asks again; none where empty
 */
@RecordBuilder
public record ExportOptions(
    List<String> outputNames, List<String> labels, List<PredictionLog> goldenSamples)
    implements ExportOptionsBuilder.With {

  /** Copies the lists. */
  public ExportOptions {
    outputNames = ImmutableList.copyOf(outputNames);
    labels = ImmutableList.copyOf(labels);
    goldenSamples = ImmutableList.copyOf(goldenSamples);
  }

  /** The outputs under the model's own names for them; no labels, no golden samples. */
  public static ExportOptions of(Model model) {
    return new ExportOptions(model.outputNames(), ImmutableList.of(), ImmutableList.of());
  }

  /**
   * Checks that a model can be exported so.
   *
   * @throws IllegalArgumentException if not
   */
  void check(Model model) {
    checkArgument(
        outputNames.size() == model.outputs().size()
            && ImmutableSet.copyOf(outputNames).size() == outputNames.size(),
        "outputNames: %s (expected: names that differ, one for each of %s)",
        outputNames,
        model.outputNames());
    checkLabels(model);
    goldenSamples.forEach(sample -> check(sample, model));
  }

  private void check(PredictionLog sample, Model model) {
    checkArgument(
        sample.signature().equals(Signature.DEFAULT)
            && sample.inputs().keySet().equals(ImmutableSet.copyOf(model.inputNames()))
            && sample.outputs().keySet().equals(ImmutableSet.copyOf(outputNames)),
        "goldenSamples: one of '%s' from %s to %s (expected: of '%s' from %s to %s)",
        sample.signature(),
        sample.inputs().keySet(),
        sample.outputs().keySet(),
        Signature.DEFAULT,
        model.inputNames(),
        outputNames);
  }

  private void checkLabels(Model model) {
    for (String label : labels) {
      checkArgument(label.lines().count() == 1, "labels: '%s' (expected: one line each)", label);
    }
    if (labels.isEmpty()) {
      return;
    }
    checkArgument(
        model.outputs().size() == 1,
        "labels: given for the outputs %s (expected: one output, or no labels)",
        model.outputNames());
    long outputs = model.outputShape().get(-1);
    checkArgument(
        labels.size() == outputs,
        "labels: %s of them (expected: %s, one an output of '%s', or none)",
        labels.size(),
        outputs,
        model.outputName());
  }
}
