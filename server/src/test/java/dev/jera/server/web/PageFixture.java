package dev.jera.server.web;

import dev.jera.server.ModelServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A browser, and a server with the CNN that is shipped under several names. */
final class PageFixture implements AutoCloseable {
  private final Chromium chromium;
  private final ModelServer server;
  private final Path renamed;

  private PageFixture(Chromium chromium, ModelServer server, Path renamed) {
    this.chromium = chromium;
    this.server = server;
    this.renamed = renamed;
  }

  /**
   * Serves {@code mnist}, {@code renamed}, {@code quiet} and one more model.
   *
   * @param hostile the name of the further model, and of {@code renamed}'s class in the place of 7
   */
  static PageFixture start(Path directory, String hostile) throws IOException {
    Chromium chromium = Chromium.start();
    Path cnn = Path.of("../savedmodels/mnist-cnn");
    Path renamed = directory.resolve("renamed");
    copy(cnn, renamed);
    Files.writeString(
        renamed.resolve("1/assets/labels.txt"),
        String.join("\n", "0", "1", "2", "3", "4", "5", "6", hostile, "8", "9"));
    ModelServer server =
        ModelServer.builder()
            .model("mnist", cnn)
            .model("renamed", renamed)
            .model(hostile, cnn)
            .model("quiet", cnn)
            .restPort(0)
            .grpcPort(0)
            .start();
    return new PageFixture(chromium, server, renamed);
  }

  /** Without the extras, which hold a checksum of each file. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(file -> !file.toString().contains("extra")).toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  /** The page in a new tab of this width, with a model chosen. */
  Tab open(int width, String model) {
    return chromium.tab(width, 900).open(server.restPort(), model);
  }

  int port() {
    return server.restPort();
  }

  /** A file that is no picture. */
  Path noPicture() {
    return renamed.resolve("1/saved_model.pb");
  }

  @Override
  public void close() {
    chromium.close();
    server.close();
  }
}
