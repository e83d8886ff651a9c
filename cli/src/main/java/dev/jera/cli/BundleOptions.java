package dev.jera.cli;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.SavedModelVersions;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which bundle is meant. */
final class BundleOptions {
  @Parameters(
      index = "0",
      paramLabel = "BUNDLE",
      description =
          "A SavedModel, such as savedmodels/mnist-cnn/1, or the directory above it for the newest version.")
  private Path path = Path.of("");

  @Option(
      names = "--tags",
      paramLabel = "TAG",
      split = ",",
      description =
          "The tags of the graph in it, all of them (default: serve; '' for a graph without tags).")
  private List<String> tags = List.of(SavedModel.SERVE);

  /** The bundle, or the directory above it, as the user named it. */
  Path path() {
    return path;
  }

  /**
   * Reads the description of the bundle; nothing native is loaded.
   *
   * @throws dev.jera.runtime.savedmodel.SavedModelException if there is none, or it is damaged
   */
  SavedModel describe() {
    return SavedModel.read(SavedModelVersions.bundleOrNewest(path), tags());
  }

  /** The tags of the graph that is meant. */
  Set<String> tags() {
    return tags.stream().filter(tag -> !tag.isEmpty()).collect(toImmutableSet());
  }
}
