package dev.jera.cli;

import com.google.common.collect.ImmutableList;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.SavedModelException;
import dev.jera.runtime.savedmodel.SavedModelVersions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Bundles as the user names them. */
final class Bundles {
  /** What the argument may be, for the help. */
  static final String DESCRIPTION =
      "A SavedModel, such as savedmodels/mnist-cnn/1, or the directory above it for the newest version.";

  private Bundles() {}

  /**
   * Reads the description of a bundle; nothing native is loaded.
   *
   * @throws SavedModelException if there is none, or it is damaged
   */
  static SavedModel describe(Path path) {
    return SavedModel.read(SavedModelVersions.bundleOrNewest(path));
  }

  /**
   * The names of the classes, in order; empty where the bundle ships none.
   *
   * @throws SavedModelException if they cannot be read
   */
  static List<String> labels(SavedModel bundle) {
    Path file = bundle.asset(SavedModel.LABELS);
    try {
      return Files.exists(file)
          ? ImmutableList.copyOf(Files.readAllLines(file))
          : ImmutableList.of();
    } catch (IOException e) {
      throw new SavedModelException("%s cannot be read: %s".formatted(file, e), e);
    }
  }
}
