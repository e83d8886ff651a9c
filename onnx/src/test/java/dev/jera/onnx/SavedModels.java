package dev.jera.onnx;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Bundles that lie beside the code: Jera's own, and those that Python programs exported. */
final class SavedModels {
  private SavedModels() {}

  /** The one that is shipped. */
  static Path mnist() {
    return above("savedmodels/mnist-cnn").orElseThrow();
  }

  /**
   * One that {@code -Djera.savedmodels=DIRECTORY} has, or {@code shared/savedmodels} beside the
   * checkout; the calling test is skipped where there is none.
   */
  static Path python(String name) {
    Optional<Path> directory =
        Optional.ofNullable(System.getProperty("jera.savedmodels"))
            .map(Path::of)
            .or(() -> above("shared/savedmodels"));
    assumeTrue(
        directory.isPresent(),
        "no shared/savedmodels beside the checkout, and no -Djera.savedmodels");
    Path bundle = directory.orElseThrow().resolve(name);
    assumeTrue(Files.isDirectory(bundle), "no " + bundle);
    return bundle;
  }

  private static Optional<Path> above(String name) {
    return Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
        .map(path -> path.resolve(name))
        .filter(Files::isDirectory)
        .findFirst();
  }
}
