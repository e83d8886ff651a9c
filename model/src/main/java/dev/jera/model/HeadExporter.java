package dev.jera.model;

import com.google.common.collect.ImmutableMap;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.SessionOptions;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import dev.jera.runtime.savedmodel.SavedModelAppender;
import dev.jera.runtime.savedmodel.SavedModelVersions;
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

/**
 * Writes a bundle and a model that was trained on what it answers as one bundle.
 *
 * <p>Its {@value Signature#DEFAULT} takes what the base's signature takes and gives what the model
 * gives. The base's signatures of other names stay callable; its own {@value Signature#DEFAULT},
 * its warm-up requests and golden samples are not in the new bundle.
 */
public final class HeadExporter {
  private HeadExporter() {}

  /**
   * Exports a base with a head.
   *
   * @param base the bundle, which stays as it is, and what of it feeds the head
   * @param head the model
   * @param weights the model's weights
   * @param path a version to make, such as {@code savedmodels/clothes/3}, or a directory of
   *     versions, in which the next one is made
   * @param labels the classes' names, written as the asset {@code labels.txt}; none where empty
   * @return the bundle, the version included
   * @throws dev.jera.runtime.savedmodel.SavedModelException if the version is there already or
   *     cannot be written; nothing is left behind then
   * @throws IllegalArgumentException if the head's inputs are not what the base gives, the weights
   *     not the head's, or the labels not as many as its outputs
   */
  public static Path export(
      FrozenBase base, Model head, Weights weights, Path path, List<String> labels) {
    List<TensorSpec> features = base.feeding(head);
    ExportOptions.of(head).withLabels(labels).check(head);
    NativeSettings.ensureLoaded();
    Path bundle = SavedModelVersions.versionOrNext(path);
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Variables variables = new Variables(tf);
      List<Variable<TFloat32>> variablesOfHead = head.createVariables(tf, variables);
      List<Operand<? extends TNumber>> fed = head.placeholders(tf);
      BuiltModel built = head.build(tf, variablesOfHead, fed, Optional.empty());
      ModelExporter.checkWeights(head, weights, variablesOfHead);
      try (Session session = SessionOptions.defaults().withVisibleGpus(List.of()).open(graph)) {
        variables.assign(session, weights.values());
        Signature signature =
            Signature.predict(
                Signature.DEFAULT,
                base.signature().inputs().values(),
                ModelExporter.specs(head.outputNames(), built.outputs()));
        SavedModelAppender.append(
            bundle,
            base.bundle(),
            session,
            variables,
            joints(fed, features),
            signature,
            ModelExporter.assets(labels));
      }
    }
    return bundle;
  }

  private static Map<String, String> joints(
      List<? extends Operand<?>> placeholders, List<TensorSpec> features) {
    ImmutableMap.Builder<String, String> joints = ImmutableMap.builder();
    for (int i = 0; i < features.size(); i++) {
      joints.put(placeholders.get(i).op().name(), features.get(i).tensor());
    }
    return joints.buildOrThrow();
  }
}
