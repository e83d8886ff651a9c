package dev.jera.server.rest;

import dev.jera.server.ModelServer;
import dev.jera.server.ModelServerBuilder;
import dev.jera.serving.repository.ModelConfig;
import dev.jera.serving.repository.VersionPolicy;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A server of {@link RestBundle} as the model {@code m}: version 1 with the factor 0.5, labelled
 * stable, and version 2 with the factor 3, labelled {@code ca/nary}; and of the shipped CNN as
 * {@code mnist}.
 */
final class Served {
  private Served() {}

  static ModelServer start(Path directory) {
    return start(directory, builder -> builder);
  }

  static ModelServer start(Path directory, UnaryOperator<ModelServerBuilder> options) {
    RestBundle.write(directory.resolve("1"), 0.5f);
    RestBundle.write(directory.resolve("2"), 3);
    ModelServerBuilder builder =
        ModelServer.builder()
            .model(
                ModelConfig.of("m", directory)
                    .withPolicy(VersionPolicy.all())
                    .withLabels(Map.of("stable", 1L, "ca/nary", 2L)))
            .model("mnist", Path.of("../savedmodels/mnist-cnn"))
            .address("127.0.0.1")
            .restPort(0)
            .grpcPort(0);
    return options.apply(builder).start();
  }
}
