package dev.jera.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;

/** The versions in a base path, each put there whole. */
final class Versions {
  private final Path source;
  private final Path basePath;
  private long newest;

  /** Copies of a bundle. */
  Versions(Path source, Path basePath) {
    this.source = source;
    this.basePath = basePath;
  }

  /** Adds the next version, and deletes those before the last two. */
  void next() throws IOException {
    add(false);
    if (newest > 2) {
      delete(basePath.resolve(Long.toString(newest - 2)));
    }
  }

  /** Adds a version whose graph is damaged. */
  void corrupt() throws IOException {
    add(true);
  }

  private void add(boolean damaged) throws IOException {
    newest++;
    Path staged = basePath.resolveSibling("staged-" + newest);
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Path target = staged.resolve(source.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    if (damaged) {
      Path graph = staged.resolve("saved_model.pb");
      byte[] bytes = Files.readAllBytes(graph);
      Files.write(graph, Arrays.copyOf(bytes, bytes.length / 2));
    }
    Files.createDirectories(basePath);
    Files.move(staged, basePath.resolve(Long.toString(newest)), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
