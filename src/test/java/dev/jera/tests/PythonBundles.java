package dev.jera.tests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the bundles lie that Python programs exported. They are too large to be shipped: {@code
 * -Djera.savedmodels=DIRECTORY} names them, else they are looked for in {@code shared/savedmodels}
 * beside the checkout; tests that want them are skipped where there are none.
 */
final class PythonBundles {
  private PythonBundles() {}

  /** The path of a bundle; the calling test is skipped where there is none. */
  static Path find(String name) {
    Optional<Path> directory = directory();
    assumeTrue(
        directory.isPresent(),
        "no shared/savedmodels beside the checkout, and no -Djera.savedmodels");
    Path bundle = directory.orElseThrow().resolve(name);
    assumeTrue(Files.isDirectory(bundle), "no " + bundle);
    return bundle;
  }

  /** All of them, a version each; none where there are none. */
  static List<Path> all() throws IOException {
    Optional<Path> directory = directory();
    if (directory.isEmpty()) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory.orElseThrow())) {
      return files
          .filter(file -> file.endsWith("saved_model.pb"))
          .map(Path::getParent)
          .sorted()
          .toList();
    }
  }

  private static Optional<Path> directory() {
    String given = System.getProperty("jera.savedmodels");
    if (given != null) {
      return Optional.of(Path.of(given));
    }
    return Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
        .map(path -> path.resolve("shared/savedmodels"))
        .filter(Files::isDirectory)
        .findFirst();
  }
}
