package dev.jera.runtime.savedmodel;

import dev.jera.runtime.StagedDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Writes a bundle anew with other values of its variables. The golden samples stay behind: they say
 * what the old values answer.
 */
final class BundleCopy {
  private static final List<String> DIRECTORIES = List.of(SavedModel.ASSETS, "assets.extra");

  private BundleCopy() {}

  /**
   * Writes a bundle, whole or not at all.
   *
   * @param saver writes the variables into the bundle's directory
   * @throws SavedModelException if the target exists or cannot be written
   */
  static void write(SavedModel source, Path target, Consumer<Path> saver) {
    if (Files.exists(target)) {
      throw new SavedModelException(
          "SavedModel %s: it is there already (expected: a new version; nothing was overwritten)"
              .formatted(target));
    }
    try (StagedDirectory staged = StagedDirectory.beside(target)) {
      Path bundle = staged.path();
      Files.createDirectories(bundle.resolve(SavedModel.VARIABLES).resolveSibling("."));
      saver.accept(bundle);
      Path graph = BundleFile.of(source.path());
      Files.copy(graph, bundle.resolve(graph.getFileName()));
      for (String directory : DIRECTORIES) {
        copy(source.path().resolve(directory), bundle.resolve(directory));
      }
      Files.deleteIfExists(bundle.resolve(SavedModel.GOLDEN_SAMPLES));
      Integrity.write(bundle);
      staged.commit();
    } catch (SavedModelException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new SavedModelException("SavedModel %s: cannot be written: %s".formatted(target, e), e);
    }
  }

  static void copy(Path from, Path to) throws IOException {
    if (!Files.isDirectory(from)) {
      return;
    }
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
