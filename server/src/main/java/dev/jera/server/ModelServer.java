package dev.jera.server;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.base.Joiner;
import com.google.common.base.Throwables;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.Uninterruptibles;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.jera.server.call.Wire;
import dev.jera.server.metrics.ServerMetrics;
import dev.jera.serving.repository.ModelRepository;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  private static final Logger LOGGER = LoggerFactory.getLogger(ModelServer.class);
  private static final ThreadFactory THREADS =
      new ThreadFactoryBuilder().setNameFormat("jera-server-stop-%d").setDaemon(true).build();

  private final Set<Wire> wires;
  private final StopTimes times;
  private final Models models;
  private final Services services;
  private final ServerMetrics metrics;
  private final Server server;
  private final AtomicBoolean isClosing = new AtomicBoolean();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  private ModelServer(
      ServerOptions options,
      Models models,
      Services services,
      ServerMetrics metrics,
      Server server) {
    this.wires = options.wires();
    this.times = StopTimes.of(options.drainTimeout());
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
      server = new ModelServer(options, models, services, metrics, transport.build());
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

  /**
   * The port of the REST APIs and the page.
   *
   * @throws IllegalStateException if the server was made without REST
   */
  public int restPort() {
    return port(Wire.REST, 0);
  }

  /**
   * The port of gRPC.
   *
   * @throws IllegalStateException if the server was made without gRPC
   */
  public int grpcPort() {
    return port(Wire.GRPC, server.activePorts().size() - 1);
  }

  private int port(Wire wire, int index) {
    checkState(
        wires.contains(wire),
        "The server has no port of %s: it was made for %s alone",
        wire,
        Joiner.on(", ").join(wires));
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
   * Takes no more requests, finishes those under way, and frees the models; all of that in the time
   * of {@link ServerOptions#drainTimeout}. What TensorFlow still runs or loads then is freed by a
   * thread of its own when it has ended. Closing twice is harmless.
   */
  @Override
  public void close() {
    if (isClosing.compareAndSet(false, true)) {
      THREADS.newThread(this::stop).start();
    }
    try {
      Uninterruptibles.getUninterruptibly(closed, times.total());
    } catch (TimeoutException e) {
      LOGGER.warn(
          "The server has not stopped within {}: its models are freed when what they run or load has ended",
          times.total());
    } catch (ExecutionException e) {
      Throwables.throwIfUnchecked(Objects.requireNonNull(e.getCause()));
      throw new AssertionError("nothing checked is thrown", e);
    }
  }

  private void stop() {
    try {
      services.dismiss(server, times.farewell());
      server.close();
      services.close();
      models.close();
      metrics.close();
      closed.complete(null);
    } catch (Throwable e) {
      closed.completeExceptionally(e);
    }
  }
}
