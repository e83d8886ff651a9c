package dev.jera.examples;

import dev.jera.server.Limits;
import dev.jera.server.ModelServer;
import dev.jera.serving.batching.Batching;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

/** An application that serves a model to others, beside what else it does. */
public final class EmbeddedServer {
  private EmbeddedServer() {}

  /**
   * Serves, asks itself for the model's state, and ends.
   *
   * @param args the directory of the model's versions
   */
  public static void main(String[] args) throws Exception {
    Path path = Path.of(args.length > 0 ? args[0] : "savedmodels/mnist-cnn");
    // README begins
    try (ModelServer server =
        ModelServer.builder()
            .model("digits", path)
            .batching(Batching.of(32))
            .limits(Limits.defaults().withRequests(200))
            .restPort(0) // any free one; 8501 and 8500 where nothing is said
            .grpcPort(0)
            .start()) {
      URI uri = URI.create("http://localhost:" + server.restPort() + "/v1/models/digits");
      HttpRequest request = HttpRequest.newBuilder(uri).build();
      System.out.println(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
    }
    // README ends
  }
}
