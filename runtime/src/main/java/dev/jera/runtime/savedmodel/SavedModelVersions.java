package dev.jera.runtime.savedmodel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Bundles in numbered directories, {@code name/version/}, as TensorFlow Serving lays them out. */
public final class SavedModelVersions {
  private SavedModelVersions() {}

  /**
   * The path itself where its last name is a number, else the next version in it.
   *
   * @throws SavedModelException if the directory is itself a bundle, or cannot be listed
   */
  public static Path versionOrNext(Path path) {
    if (isVersion(path)) {
      return path;
    }
    if (Files.exists(path.resolve(SavedModel.FILE))) {
      throw new SavedModelException(
          "SavedModel %s: it is there already, and not as a numbered version (expected: a directory of versions, or a new one)"
              .formatted(path));
    }
    long next = list(path).stream().mapToLong(SavedModelVersions::number).max().orElse(0) + 1;
    return path.resolve(Long.toString(next));
  }

  /**
   * The path itself where it holds a bundle, else the newest version in it.
   *
   * @throws SavedModelException if there is neither
   */
  public static Path bundleOrNewest(Path path) {
    if (Files.exists(path.resolve(SavedModel.FILE))) {
      return path;
    }
    Optional<Path> newest =
        list(path).stream()
            .filter(version -> Files.exists(version.resolve(SavedModel.FILE)))
            .max((a, b) -> Long.compare(number(a), number(b)));
    return newest.orElseThrow(
        () ->
            new SavedModelException(
                "SavedModel %s: %s (expected: a directory with %s, or with numbered versions of it)"
                    .formatted(
                        path,
                        Files.exists(path) ? "no bundle in it" : "no such file or directory",
                        SavedModel.FILE)));
  }

  private static List<Path> list(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(SavedModelVersions::isVersion).toList();
    } catch (IOException e) {
      throw new SavedModelException(
          "SavedModel %s: the directory cannot be listed: %s".formatted(directory, e), e);
    }
  }

  private static boolean isVersion(Path path) {
    return String.valueOf(path.toAbsolutePath().normalize().getFileName()).matches("[0-9]{1,18}");
  }

  private static long number(Path version) {
    return Long.parseLong(version.getFileName().toString());
  }
}
