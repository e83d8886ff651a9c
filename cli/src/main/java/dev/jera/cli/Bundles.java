package dev.jera.cli;

import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.SavedModelVersions;
import java.nio.file.Path;

/** Bundles as the user names them. */
final class Bundles {
  /** What the argument may be, for the help. */
  static final String DESCRIPTION =
      "A SavedModel, such as savedmodels/mnist-cnn/1, or the directory above it for the newest version.";

  private Bundles() {}

  /**
   * Reads the description of a bundle; nothing native is loaded.
   *
   * @throws dev.jera.runtime.savedmodel.SavedModelException if there is none, or it is damaged
   */
  static SavedModel describe(Path path) {
    return SavedModel.read(SavedModelVersions.bundleOrNewest(path));
  }
}
