package dev.jera.micrometer;

import dev.jera.runtime.savedmodel.SavedModelVersions;
import io.micrometer.core.instrument.Tags;
import java.nio.file.Path;

/**
 * What the meters of a bundle are tagged with.
 *
 * @param model as {@code mnist} of savedmodels/mnist/3
 * @param version as {@code 3}; {@value #NO_VERSION} where the directory is no number
 */
record BundleName(String model, String version) {
  private static final String NO_VERSION = "none";

  static BundleName of(Path bundle) {
    Path path = bundle.toAbsolutePath().normalize();
    String name = String.valueOf(path.getFileName());
    Path parent = path.getParent();
    if (parent == null || parent.getFileName() == null) {
      return new BundleName(name, NO_VERSION);
    }
    return SavedModelVersions.number(path).isPresent()
        ? new BundleName(parent.getFileName().toString(), name)
        : new BundleName(name, NO_VERSION);
  }

  /** Of all versions. */
  Tags modelTags() {
    return Tags.of("model", model);
  }

  /** Of this one. */
  Tags tags() {
    return Tags.of("model", model, "version", version);
  }
}
