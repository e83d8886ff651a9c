package dev.jera.training;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import dev.jera.model.Model;
import dev.jera.model.NamedLayer;
import dev.jera.model.WeightSpec;
import dev.jera.runtime.CheckpointException;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.Shapes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whether the weights of a model are those of a checkpoint of another one, such as its trainer. */
final class SavedWeights {
  /** What a checkpoint holds beside weights. */
  private static final Set<String> STATE =
      ImmutableSet.of("optimizer", "accumulated", "counters", "means");

  private SavedWeights() {}

  /**
   * Checks that a model may take its weights from a checkpoint that may have more of them.
   *
   * @param saved dtype and shape of every variable of the checkpoint, by name
   * @throws CheckpointException if a weight is missing or of another shape, a layer has others
   *     there, or layers may have been counted in another way there
   */
  static void check(Path checkpoint, Map<String, String> saved, Model model) {
    Map<String, String> wanted =
        model.weights().stream()
            .collect(
                Collectors.toMap(
                    WeightSpec::name,
                    weight -> Dtype.FLOAT32 + " " + Shapes.format(weight.shape())));
    Set<String> layers =
        wanted.keySet().stream().map(SavedWeights::layerOf).collect(Collectors.toSet());
    Map<String, String> related =
        Maps.filterKeys(saved, name -> wanted.containsKey(name) || layers.contains(layerOf(name)));
    if (!related.equals(wanted)) {
      throw new CheckpointException(
          "Checkpoint %s is of another model; weights that it has and this model lacks: %s; that it lacks: %s; of another shape: %s (expected: the same layers, applied in the same order, in every mode)"
              .formatted(
                  checkpoint,
                  Maps.difference(related, wanted).entriesOnlyOnLeft(),
                  Maps.difference(related, wanted).entriesOnlyOnRight(),
                  Maps.difference(related, wanted).entriesDiffering()),
          null);
    }
    for (String name : saved.keySet()) {
      if (!wanted.containsKey(name) && !STATE.contains(layerOf(name))) {
        checkNotConfused(checkpoint, layerOf(name), model);
      }
    }
  }

  /** Layers without names are counted, so that one less may give its name to the next one. */
  private static void checkNotConfused(Path checkpoint, String left, Model model) {
    List<String> doubtful = new ArrayList<>();
    for (Model.Node node : model.nodes()) {
      Pattern counted =
          Pattern.compile(Pattern.quote(NamedLayer.nameOf(node.layer())) + "(_\\d+)?");
      if (!node.weights().isEmpty()
          && counted.matcher(left).matches()
          && counted.matcher(node.name()).matches()) {
        doubtful.add(node.name());
      }
    }
    if (!doubtful.isEmpty()) {
      throw new CheckpointException(
          "Checkpoint %s: it has the weights of a layer '%s', which this model lacks; %s may be other layers there, because layers without a name are counted (expected: names for these layers, as by named(\"logits\"))"
              .formatted(checkpoint, left, doubtful),
          null);
    }
  }

  private static String layerOf(String weight) {
    return Splitter.on('/').split(weight).iterator().next();
  }
}
