package dev.jera.cli;

import dev.jera.runtime.JeraException;
import dev.jera.runtime.savedmodel.SavedModelVersions;
import dev.jera.serving.repository.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Models side by side in one directory. */
final class SavedModels {
  private static final String NAME = "savedmodels";

  private SavedModels() {}

  /** Here, or where Jera lies, if there is none here. */
  static Path usual(Path home) {
    Path here = Path.of(NAME);
    return Files.isDirectory(here) ? here : home.resolve(NAME);
  }

  /**
   * The models, by name: each directory that holds numbered versions.
   *
   * @throws JeraException if there is none, or if the directory cannot be listed
   */
  static List<ModelConfig> in(Path directory) {
    List<ModelConfig> models =
        list(directory).stream()
            .filter(
                path -> Files.isDirectory(path) && !path.getFileName().toString().startsWith("."))
            .filter(SavedModels::holdsVersions)
            .sorted()
            .map(path -> ModelConfig.of(path.getFileName().toString(), path))
            .toList();
    if (models.isEmpty()) {
      throw new JeraException(
          "%s: no models (expected: directories of numbered versions, such as %s/mnist/1; or give --model_base_path or --model_config_file)"
              .formatted(Shell.show(directory), NAME));
    }
    return models;
  }

  private static boolean holdsVersions(Path directory) {
    return list(directory).stream()
        .anyMatch(
            path ->
                SavedModelVersions.number(path).isPresent() && SavedModelVersions.isBundle(path));
  }

  private static List<Path> list(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    } catch (IOException e) {
      throw new JeraException("%s: cannot be listed: %s".formatted(directory, e), e);
    }
  }
}
