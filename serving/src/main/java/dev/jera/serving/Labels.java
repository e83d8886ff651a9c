package dev.jera.serving;

import com.google.common.collect.ImmutableList;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.SavedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The names of a classifier's classes, shipped as the asset {@value SavedModel#LABELS}. */
final class Labels {
  private Labels() {}

  /**
   * Reads them: UTF-8, one a line, in the order of the classes.
   *
   * @return the names, or none where the bundle ships none
   * @throws SavedModelException if the file cannot be read as UTF-8
   */
  static ImmutableList<String> read(SavedModel bundle) {
    Path file = bundle.asset(SavedModel.LABELS);
    if (!Files.exists(file)) {
      return ImmutableList.of();
    }
    try {
      return ImmutableList.copyOf(Files.readAllLines(file));
    } catch (IOException e) {
      throw new SavedModelException(
          "SavedModel %s: %s cannot be read: %s (expected: UTF-8, one label a line)"
              .formatted(bundle.path(), bundle.path().relativize(file), e),
          e);
    }
  }
}
