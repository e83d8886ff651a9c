package dev.jera.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jera.server.config.ConfigException;
import dev.jera.server.config.ModelConfigSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ModelServerTest {
  private static ModelServerBuilder onFreePorts() {
    return ModelServer.builder().restPort(0).grpcPort(0).address("127.0.0.1");
  }

  @Test
  void threeLinesServeAModel() {
    try (ModelServer server = onFreePorts().model("mnist", Bundles.MNIST).start()) {
      HttpResponse<String> answer =
          HttpCaller.of(server).post("/v1/models/mnist:predict", Bundles.images(2));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).startsWith("{\"predictions\":[[").endsWith("]]}");
      assertThat(server.grpcPort()).isPositive().isNotEqualTo(server.restPort());
    }
  }

  @Test
  void onePortIsEnoughForBothWires() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    try (ModelServer server = onFreePorts().restPort(free).grpcPort(free).start()) {
      assertThat(server.restPort()).isEqualTo(free);
      assertThat(server.grpcPort()).isEqualTo(free);
    }
  }

  @Test
  void aModelThatCannotBeLoadedKeepsTheServerFromStarting(@TempDir Path models) throws IOException {
    Files.createDirectories(models.resolve("1"));
    Files.writeString(models.resolve("1/saved_model.pb"), "no graph");
    assertThatThrownBy(() -> onFreePorts().model("broken", models).start())
        .isInstanceOf(ModelServerException.class)
        .hasMessageStartingWith("The server does not start: version 1 of model 'broken' is END: ")
        .hasMessageContaining("saved_model.pb");
  }

  @Test
  void aModelWithoutVersionsKeepsTheServerFromStartingInTime(@TempDir Path models) {
    assertThatThrownBy(
            () ->
                onFreePorts()
                    .model("none", models)
                    .options(now -> now.withStartTimeout(Duration.ofMillis(10)))
                    .start())
        .isInstanceOf(ModelServerException.class)
        .hasMessage(
            "The server does not start: No version of model 'none' is available: there are no versions in "
                + models);
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      assertThatThrownBy(() -> onFreePorts().restPort(taken.getLocalPort()).start())
          .isInstanceOf(ModelServerException.class)
          .hasMessageStartingWith("The server does not start on ")
          .hasMessageContaining("Address already in use")
          .hasMessageContaining(":" + taken.getLocalPort());
    }
  }

  @Test
  void moreModelsThanAllowedAreRefused() {
    assertThatThrownBy(
            () ->
                onFreePorts()
                    .limits(Limits.defaults().withModels(1))
                    .model("a", Bundles.MNIST)
                    .model("b", Bundles.MNIST)
                    .start())
        .isInstanceOf(ConfigException.class)
        .hasMessage("2 models are configured (at most: 1)");
  }

  @Test
  void aFileOfModelsIsReadAgain(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("models.config");
    Path base = Bundles.MNIST.toAbsolutePath().normalize();
    Files.writeString(file, config("one", base));
    CompletableFuture<String> second = new CompletableFuture<>();
    try (ModelServer server =
        onFreePorts()
            .options(
                now ->
                    now.withConfigFile(
                            Optional.of(new ModelConfigSource(file, Duration.ofMillis(20))))
                        .withRepository(
                            now.repository()
                                .withListener(
                                    status -> {
                                      if (status.version().name().equals("two")) {
                                        second.complete(status.toString());
                                      }
                                    })))
            .start()) {
      assertThat(server.models().models()).extracting(model -> model.name()).containsExactly("one");
      Files.writeString(file, "model_config_list { config { name: ");
      Files.writeString(file, config("two", base));
      second.get();
      assertThat(server.models().models()).extracting(model -> model.name()).containsExactly("two");
    }
  }

  private static String config(String name, Path base) {
    return "model_config_list { config { name: \"%s\" base_path: \"%s\" model_platform: \"tensorflow\" } }"
        .formatted(name, base);
  }

  @Test
  void closingFinishesWhatIsUnderWayAndThenRefuses() throws Exception {
    ModelServer server = onFreePorts().model("mnist", Bundles.MNIST).start();
    HttpCaller caller = HttpCaller.of(server);
    caller.post("/v1/models/mnist:predict", Bundles.images(1));
    String large = Bundles.images(500);
    CompletableFuture<Integer> slow =
        CompletableFuture.supplyAsync(
            () -> caller.post("/v1/models/mnist:predict", large).statusCode());
    String active = "jera_server_requests_active";
    while (!slow.isDone()
        && !caller.get("/monitoring/prometheus/metrics").body().contains(active + " 1.0")) {
      Thread.onSpinWait();
    }
    server.close();
    assertThat(slow.get()).isEqualTo(200);
    assertThatThrownBy(() -> caller.get("/v1/models/mnist"))
        .isInstanceOf(UncheckedIOException.class);
    server.close();
  }
}
