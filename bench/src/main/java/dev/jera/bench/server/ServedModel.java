package dev.jera.bench.server;

import dev.jera.server.Limits;
import dev.jera.server.ModelServer;
import dev.jera.server.ModelServerBuilder;
import dev.jera.serving.batching.Batching;
import java.io.IOException;
import java.nio.file.Path;

/** A server in a process of its own; it ends when its input does. */
final class ServedModel {
  /** The name of its one model. */
  static final String NAME = "cnn";

  private ServedModel() {}

  /**
   * Serves, and prints the ports when it does.
   *
   * @param args base path, the largest batch or 0 for none, the most requests
   */
  public static void main(String[] args) throws IOException {
    int batch = Integer.parseInt(args[1]);
    Limits limits = Limits.defaults().withRequests(Integer.parseInt(args[2]));
    ModelServerBuilder builder =
        ModelServer.builder()
            .address("127.0.0.1")
            .restPort(0)
            .grpcPort(0)
            .limits(limits)
            .model(NAME, Path.of(args[0]));
    if (batch > 0) {
      builder.batching(Batching.of(batch));
    }
    try (ModelServer server = builder.start()) {
      System.out.printf("%d %d%n", server.restPort(), server.grpcPort());
      while (System.in.read() >= 0) {
        // Nothing is said.
      }
    }
  }
}
