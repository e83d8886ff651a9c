package dev.jera.server;

import com.google.common.base.Throwables;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.jera.server.metrics.ServerMetrics;
import dev.jera.serving.repository.ModelRepository;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * Serves models by TensorFlow Serving's REST and gRPC APIs and by the Open Inference Protocol.
 *
 * <pre>{@code
 * try (ModelServer server = ModelServer.builder().model("mnist", Path.of("savedmodels/mnist")).start()) {
 *   server.awaitClose();
 * }
 * }</pre>
 *
 * <p>Its ports are open once every model answers. It owns the models: close it. Closing takes no
 * more requests, finishes those under way, and frees the models.
 */
public final class ModelServer implements AutoCloseable {
  private final Models models;
  private final Services services;
  private final ServerMetrics metrics;
  private final Server server;

  private ModelServer(Models models, Services services, ServerMetrics metrics, Server server) {
    this.models = models;
    this.services = services;
    this.metrics = metrics;
    this.server = server;
  }

  /** Describes a server, from {@link ServerOptions#defaults()} on. */
  public static ModelServerBuilder builder() {
    return new ModelServerBuilder();
  }

  /**
   * Loads the models and opens the ports.
   *
   * @throws ModelServerException if a model cannot be loaded, or not in time, or if a port is taken
   * @throws dev.jera.server.config.ConfigException if the file of models is broken
   * @throws IllegalArgumentException if two models have one name, or if a base path is itself a
   *     bundle
   */
  public static ModelServer start(ServerOptions options) {
    ServerBuilder transport = Transport.of(options);
    Startup startup = new Startup();
    ServerMetrics metrics = new ServerMetrics();
    Models models = new Models(options, startup, metrics.models());
    Services services = new Services(options, models, metrics);
    ModelServer server;
    try {
      services.addTo(transport);
      server = new ModelServer(models, services, metrics, transport.build());
    } catch (RuntimeException | Error e) {
      services.close();
      models.close();
      metrics.close();
      throw e;
    }
    try {
      startup.await(models.repository(), options.startTimeout());
      server.open();
      models.poll();
      return server;
    } catch (InterruptedException e) {
      server.close();
      Thread.currentThread().interrupt();
      throw new ModelServerException("Interrupted while the models load", e);
    } catch (RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  private void open() {
    try {
      server.start().join();
    } catch (CompletionException e) {
      throw new ModelServerException(
          "The server does not start on %s: %s"
              .formatted(server.config().ports(), Throwables.getRootCause(e).getMessage()),
          e);
    }
  }

  /** The port of the REST APIs and the page. */
  public int restPort() {
    return port(0);
  }

  /** The port of gRPC. */
  public int grpcPort() {
    return port(server.activePorts().size() - 1);
  }

  private int port(int index) {
    return List.copyOf(server.activePorts().keySet()).get(index).getPort();
  }

  /** The models, with their states. */
  public ModelRepository models() {
    return models.repository();
  }

  /** Waits until the server is closed. */
  public void awaitClose() {
    server.whenClosed().join();
  }

  /**
   * Takes no more requests, waits for those under way as long as the options say, and frees the
   * models. Closing twice is harmless.
   */
  @Override
  public void close() {
    services.dismiss(server);
    server.close();
    services.close();
    models.close();
    metrics.close();
  }
}
