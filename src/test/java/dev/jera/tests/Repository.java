package dev.jera.tests;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that the tests run in. */
final class Repository {
  private Repository() {}

  /** The folder that holds the jera script and the README. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("jera"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("No jera script above " + Path.of("").toAbsolutePath());
      }
    }
    return folder;
  }
}
