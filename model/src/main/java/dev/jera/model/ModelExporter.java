package dev.jera.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Streams;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.SessionOptions;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import dev.jera.runtime.savedmodel.BundleContents;
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
    return export(model, weights, path, ExportOptions.of(model).withLabels(labels));
  }

  /**
   * Exports a model.
   *
   * @param path a version to make, or a directory of versions, in which the next one is made
   * @param options what else the bundle holds
   * @return the bundle, the version included
   * @throws dev.jera.runtime.savedmodel.SavedModelException if the version is there already or
   *     cannot be written; nothing is left behind then
   * @throws IllegalArgumentException if the weights are not the model's, or the options do not fit
   *     it
   */
  public static Path export(Model model, Weights weights, Path path, ExportOptions options) {
    options.check(model);
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
                specs(options.outputNames(), built.outputs()));
        BundleContents contents =
            BundleContents.of(List.of(signature))
                .withAssets(assets(options.labels()))
                .withGoldenSamples(options.goldenSamples());
        SavedModelWriter.write(bundle, session, variables, contents);
      }
    }
    return bundle;
  }

  static Map<String, byte[]> assets(List<String> labels) {
    return labels.isEmpty()
        ? ImmutableMap.of()
        : ImmutableMap.of(SavedModel.LABELS, (String.join("\n", labels) + "\n").getBytes(UTF_8));
  }

  static List<TensorSpec> specs(List<String> names, List<? extends Operand<?>> operands) {
    return Streams.zip(names.stream(), operands.stream(), TensorSpec::of).toList();
  }

  static void checkWeights(Model model, Weights weights, List<Variable<TFloat32>> variables) {
    List<String> expected = variables.stream().map(Variable::name).toList();
    if (!weights.values().keySet().equals(ImmutableSet.copyOf(expected))) {
      throw new IllegalArgumentException(
          "weights: %s (expected: %s, those of model '%s')"
              .formatted(weights.values().keySet(), expected, model.name()));
    }
  }
}
