package dev.jera.model;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Streams;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.SessionOptions;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.SavedModelVersions;
import dev.jera.runtime.savedmodel.SavedModelWriter;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/** Writes a model and its weights as a SavedModel: a fresh graph that holds inference alone. */
public final class ModelExporter {
  private ModelExporter() {}

  /**
   * Exports a model.
   *
   * @param path a version to make, such as {@code savedmodels/mnist/3}, or a directory of versions,
   *     in which the next one is made
   * @param labels the classes' names, written as the asset {@code labels.txt}; none where empty
   * @return the bundle, the version included
   * @throws dev.jera.runtime.savedmodel.SavedModelException if the version is there already or
   *     cannot be written; nothing is left behind then
   * @throws IllegalArgumentException if the weights are not the model's, or the labels not as many
   *     as its outputs
   */
  public static Path export(Model model, Weights weights, Path path, List<String> labels) {
    return export(model, model.outputNames(), weights, path, labels);
  }

  /**
   * Exports a model under names of the caller's for its outputs.
   *
   * @param outputNames what the signature calls the outputs, in their order
   */
  public static Path export(
      Model model, List<String> outputNames, Weights weights, Path path, List<String> labels) {
    checkArgument(
        outputNames.size() == model.outputs().size()
            && ImmutableSet.copyOf(outputNames).size() == outputNames.size(),
        "outputNames: %s (expected: names that differ, one for each of %s)",
        outputNames,
        model.outputNames());
    checkLabels(model, labels);
    NativeSettings.ensureLoaded();
    Path bundle = SavedModelVersions.versionOrNext(path);
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Variables variables = new Variables(tf);
      List<Variable<TFloat32>> variablesOfModel = model.createVariables(tf, variables);
      List<Operand<? extends TNumber>> fed = model.placeholders(tf);
      BuiltModel built = model.build(tf, variablesOfModel, fed, Optional.empty());
      checkWeights(model, weights, variablesOfModel);
      try (Session session = SessionOptions.defaults().withVisibleGpus(List.of()).open(graph)) {
        variables.assign(session, weights.values());
        Signature signature =
            Signature.predict(
                Signature.DEFAULT,
                specs(model.inputNames(), fed),
                specs(outputNames, built.outputs()));
        Map<String, byte[]> assets =
            labels.isEmpty()
                ? ImmutableMap.of()
                : ImmutableMap.of(
                    SavedModel.LABELS, (String.join("\n", labels) + "\n").getBytes(UTF_8));
        SavedModelWriter.write(bundle, session, variables, List.of(signature), assets);
      }
    }
    return bundle;
  }

  private static List<TensorSpec> specs(List<String> names, List<? extends Operand<?>> operands) {
    return Streams.zip(names.stream(), operands.stream(), TensorSpec::of).toList();
  }

  private static void checkWeights(
      Model model, Weights weights, List<Variable<TFloat32>> variables) {
    List<String> expected = variables.stream().map(Variable::name).toList();
    if (!weights.values().keySet().equals(ImmutableSet.copyOf(expected))) {
      throw new IllegalArgumentException(
          "weights: %s (expected: %s, those of model '%s')"
              .formatted(weights.values().keySet(), expected, model.name()));
    }
  }

  private static void checkLabels(Model model, List<String> labels) {
    for (String label : labels) {
      if (label.lines().count() != 1) {
        throw new IllegalArgumentException(
            "labels: '%s' (expected: one line each)".formatted(label));
      }
    }
    if (labels.isEmpty()) {
      return;
    }
    checkArgument(
        model.outputs().size() == 1,
        "labels: given for the outputs %s (expected: one output, or no labels)",
        model.outputNames());
    long outputs = model.outputShape().get(-1);
    if (labels.size() != outputs) {
      throw new IllegalArgumentException(
          "labels: %s of them (expected: %s, one an output of '%s', or none)"
              .formatted(labels.size(), outputs, model.outputName()));
    }
  }
}
