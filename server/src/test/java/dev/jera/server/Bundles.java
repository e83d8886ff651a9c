package dev.jera.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Bundles for servers to serve. */
public final class Bundles {
  /**
   * The small CNN that ships with Jera: {@code input_1} uint8 [?, 28, 28, 1] to {@code dense_1}.
   */
  public static final Path MNIST = Path.of("..", "savedmodels", "mnist-cnn");

  private Bundles() {}

  /** Copies the shipped CNN to be a version of a model. */
  public static void copyMnist(Path version) {
    Path source = MNIST.resolve("1");
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Path target = version.resolve(source.relativize(file).toString());
        Files.createDirectories(target.getParent());
        if (Files.isRegularFile(file)) {
          Files.copy(file, target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A body of {@code :predict} that asks the CNN for so many empty images. */
  public static String images(int count) {
    String row = "[" + "[0],".repeat(27) + "[0]]";
    String image = "[" + (row + ",").repeat(27) + row + "]";
    return "{\"instances\":[" + (image + ",").repeat(count - 1) + image + "]}";
  }
}
