package dev.jera.model;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.util.List;

/**
 * What a new head stands on: a bundle, whoever made it, of which nothing is trained.
 *
 * <p>A model that is trained on what the signature answers is such a head. No gradient goes further
 * down: TensorFlow's C++ gradients do not pass the functions that TensorFlow 2 exports, nor the
 * ops, such as lookups, that have none.
 *
 * @param bundle the bundle
 * @param signature what it is asked: a signature of the loaded bundle, which knows the graph's own
 *     dtypes and shapes, perhaps with more outputs
 * @param features the names of the signature's outputs that feed the head, in the order of its
 *     inputs
 */
public record FrozenBase(SavedModel bundle, Signature signature, List<String> features) {

  /** Checks that the signature can be called and has the outputs. */
  public FrozenBase {
    features = ImmutableList.copyOf(features);
    checkArgument(
        signature.problem().isEmpty(),
        "Signature '%s' cannot be called: %s",
        signature.name(),
        signature.problem().orElse(""));
    checkArgument(
        signature.outputs().keySet().containsAll(features),
        "features: %s (expected: outputs of signature '%s', which has %s)",
        features,
        signature.name(),
        signature.outputs().keySet());
  }

  /** For a head of one input, which is fed this output of the signature. */
  public static FrozenBase of(SavedModel bundle, Signature signature, String feature) {
    return new FrozenBase(bundle, signature, ImmutableList.of(feature));
  }

  /**
   * What feeds the head, in the order of its inputs.
   *
   * @throws IllegalArgumentException if an input has no feature, or one of another dtype or shape
   */
  List<TensorSpec> feeding(Model head) {
    List<String> names = head.inputNames();
    checkArgument(
        features.size() == names.size(),
        "features: %s (expected: %s, one for each of the inputs %s of model '%s')",
        features,
        names.size(),
        names,
        head.name());
    List<TensorSpec> feeding =
        features.stream().map(name -> requireNonNull(signature.outputs().get(name))).toList();
    for (int i = 0; i < feeding.size(); i++) {
      check(feeding.get(i), head, names.get(i), head.inputLayers().get(i));
    }
    return feeding;
  }

  private void check(TensorSpec feature, Model head, String name, Input input) {
    checkArgument(
        feature.dtype() == input.dtype() && Shapes.fits(feature.shape(), input.batchShape()),
        "Output '%s' of signature '%s': %s %s (expected: %s %s, what input '%s' of model '%s' takes)",
        feature.name(),
        signature.name(),
        feature.dtype(),
        Shapes.format(feature.shape()),
        input.dtype(),
        Shapes.format(input.batchShape()),
        name,
        head.name());
  }
}
