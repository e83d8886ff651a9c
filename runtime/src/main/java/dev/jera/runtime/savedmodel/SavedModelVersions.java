package dev.jera.runtime.savedmodel;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;

import com.google.common.base.CharMatcher;
import com.google.common.primitives.Longs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Bundles in numbered directories, {@code name/version/}, as TensorFlow Serving lays them out. */
public final class SavedModelVersions {
  private static final CharMatcher DIGITS = CharMatcher.inRange('0', '9');

  private SavedModelVersions() {}

  /** Whether a directory is a bundle itself. */
  public static boolean isBundle(Path path) {
    return Files.isRegularFile(BundleFile.of(path));
  }

  /** The number that a directory is named by, leading zeros allowed; empty if it is no number. */
  public static Optional<Long> number(Path path) {
    String name = String.valueOf(path.toAbsolutePath().normalize().getFileName());
    return DIGITS.matchesAllOf(name) ? Optional.ofNullable(Longs.tryParse(name)) : Optional.empty();
  }

  /**
   * The path itself where its last name is a number, else the next version in it.
   *
   * @throws SavedModelException if the directory is itself a bundle, or cannot be listed
   */
  public static Path versionOrNext(Path path) {
    if (number(path).isPresent()) {
      return path;
    }
    if (isBundle(path)) {
      throw new SavedModelException(
          "SavedModel %s: it is there already, and not as a numbered version (expected: a directory of versions, or a new one)"
              .formatted(path));
    }
    long next =
        list(path).stream()
                .flatMap(version -> number(version).stream())
                .max(naturalOrder())
                .orElse(0L)
            + 1;
    return path.resolve(Long.toString(next));
  }

  /**
   * The path itself where it holds a bundle, else the newest version in it.
   *
   * @throws SavedModelException if there is neither
   */
  public static Path bundleOrNewest(Path path) {
    if (isBundle(path)) {
      return path;
    }
    Optional<Path> newest =
        list(path).stream()
            .filter(SavedModelVersions::isBundle)
            .max(comparing(version -> number(version).orElseThrow()));
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
      return entries.filter(entry -> number(entry).isPresent()).toList();
    } catch (IOException e) {
      throw new SavedModelException(
          "SavedModel %s: the directory cannot be listed: %s".formatted(directory, e), e);
    }
  }
}
