package dev.jera.server;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.jera.server.call.Wire;
import dev.jera.server.config.ModelSettings;
import dev.jera.server.config.Tls;
import dev.jera.serving.batching.Batching;
import dev.jera.serving.repository.ModelConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Describes a {@link ModelServer} step by step. What has no method here is in {@link
 * ServerOptions}, see {@link #options}. Not for several threads.
 */
public final class ModelServerBuilder {
  private ServerOptions options = ServerOptions.defaults();

  ModelServerBuilder() {}

  /**
   * Serves the latest version of a model.
   *
   * @param basePath the directory of its numbered versions, such as {@code savedmodels/mnist}
   */
  public ModelServerBuilder model(String name, Path basePath) {
    return model(ModelConfig.of(name, basePath));
  }

  /** Serves a model. */
  public ModelServerBuilder model(ModelConfig model) {
    return options(
        now ->
            now.withModels(
                ImmutableList.<ModelSettings>builder()
                    .addAll(now.models())
                    .add(ModelSettings.of(model))
                    .build()));
  }

  /** Where the REST APIs and the page are, 0 for any free port. */
  public ModelServerBuilder restPort(int port) {
    return options(now -> now.withRestPort(port));
  }

  /** Where gRPC is, 0 for any free port; the same as the REST port for one port. */
  public ModelServerBuilder grpcPort(int port) {
    return options(now -> now.withGrpcPort(port));
  }

  /**
   * Leaves the REST APIs out, and the metrics and the page with them.
   *
   * @throws IllegalArgumentException if gRPC is left out, too
   */
  public ModelServerBuilder withoutRest() {
    return without(Wire.REST);
  }

  /**
   * Leaves gRPC out.
   *
   * @throws IllegalArgumentException if REST is left out, too
   */
  public ModelServerBuilder withoutGrpc() {
    return without(Wire.GRPC);
  }

  private ModelServerBuilder without(Wire wire) {
    return options(now -> now.withWires(Sets.difference(now.wires(), ImmutableSet.of(wire))));
  }

  /** The address to listen on, such as {@code 127.0.0.1}, in place of all of the machine's. */
  public ModelServerBuilder address(String address) {
    return options(now -> now.withAddress(Optional.of(address)));
  }

  /** Gathers requests to batches. */
  public ModelServerBuilder batching(Batching batching) {
    return options(now -> now.withBatching(Optional.of(batching)));
  }

  /** What is taken on at most. */
  public ModelServerBuilder limits(Limits limits) {
    return options(now -> now.withLimits(limits));
  }

  /** Serves by TLS alone. */
  public ModelServerBuilder tls(Tls tls) {
    return options(now -> now.withTls(Optional.of(tls)));
  }

  /** What every request must show, as {@code Authorization: Bearer ...}; health apart. */
  public ModelServerBuilder bearerToken(String token) {
    return options(now -> now.withBearerToken(Optional.of(token)));
  }

  /** Changes whatever the options hold. */
  public ModelServerBuilder options(UnaryOperator<ServerOptions> change) {
    options = change.apply(options);
    return this;
  }

  /** Starts it, see {@link ModelServer#start(ServerOptions)}. */
  public ModelServer start() {
    return ModelServer.start(options);
  }
}
