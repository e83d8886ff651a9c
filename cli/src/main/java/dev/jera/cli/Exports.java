package dev.jera.cli;

import dev.jera.model.Layer;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.layer.activation.Softmax;
import dev.jera.training.Trainer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Exports what was trained, so that it gives probabilities in any case. */
final class Exports {
  private Exports() {}

  /** Makes the bundle; see {@link Trainer#export(Model, Path, List)}. */
  static Path export(Workload work, Trainer trainer, Path target) {
    Model model = work.setup().model();
    return trainer.export(
        work.setup().givesLogits() ? withSoftmax(model) : model, target, work.classNames());
  }

  /**
   * The layers of a chain under their names, which those of the weights begin with, and one more.
   */
  private static Model withSoftmax(Model model) {
    Stream<Layer> layers =
        model.nodes().stream().skip(1).map(node -> node.layer().named(node.name()));
    List<Layer> all = Stream.concat(layers, Stream.of(Softmax.of())).toList();
    return Sequential.of(model.input(), all.toArray(Layer[]::new)).withName(model.name());
  }
}
