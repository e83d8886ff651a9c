package dev.jera.server;

import com.google.common.base.Throwables;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.jera.server.call.Calls;
import dev.jera.server.http.BearerToken;
import dev.jera.server.http.FailureLog;
import dev.jera.server.grpc.GrpcErrors;
import dev.jera.server.grpc.GrpcServices;
import dev.jera.server.http.HeldBytes;
import dev.jera.server.http.HttpCalls;
import dev.jera.server.http.JsonErrors;
import dev.jera.server.http.RequestIds;
import dev.jera.server.metrics.ServerMetrics;
import dev.jera.server.openinference.OpenInference;
import dev.jera.server.rest.TensorFlowRest;
import dev.jera.serving.repository.ModelRepository;
import java.time.Duration;
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
  private static final String ACCESS_LOG = "dev.jera.server.access";

  /** Client, time, request line, status, bytes, request id. */
  private static final String ACCESS_LINE = "%a %t %r %s %b %I";

  private final Models models;
  private final Calls calls;
  private final ServerMetrics metrics;
  private final Server server;

  private ModelServer(Models models, Calls calls, ServerMetrics metrics, Server server) {
    this.models = models;
    this.calls = calls;
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
    Calls calls = new Calls(models.repository(), models.logs(), options.limits(), metrics);
    metrics.observe(calls);
    addServices(transport, options, models, calls, metrics);
    ModelServer server = new ModelServer(models, calls, metrics, transport.build());
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

  private static void addServices(
      ServerBuilder builder, ServerOptions options, Models models, Calls calls, ServerMetrics metrics) {
    builder
        .errorHandler(new GrpcErrors().orElse(new JsonErrors()))
        .requestIdGenerator(RequestIds::of)
        .accessLogger(ACCESS_LOG)
        .accessLogFormat(ACCESS_LINE)
        // They have a line of ours.
        .unloggedExceptionsReportInterval(Duration.ZERO);
    // The one that is added last is the outermost.
    builder.decorator(new HeldBytes(options.limits().heldBytes()));
    options
        .bearerToken()
        .ifPresent(token -> builder.decorator(new BearerToken(token, ModelServer::isOpen)));
    builder.decorator(new FailureLog());
    builder.decorator(new RequestIds());
    HttpCalls http = new HttpCalls(calls);
    new TensorFlowRest(http, calls.repository(), options.allowsCors()).addTo(builder);
    OpenInference inference = new OpenInference(http, calls);
    inference.addTo(builder);
    new GrpcServices(options.limits())
        .addTensorFlow(models, calls, options)
        .add(inference.grpc())
        .addTo(builder);
    options.metricsPath().ifPresent(path -> metrics.addTo(builder, path));
  }

  /** Whether a path is open to those without the token: whether the server lives is no secret. */
  private static boolean isOpen(String path) {
    return path.startsWith("/v2/health/") || path.startsWith("/grpc.health.v1.Health/");
  }

  private void open() {
    try {
      server.start().join();
    } catch (CompletionException e) {
      throw new ModelServerException(
          "The server cannot open %s: %s"
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
    server.close();
    calls.close();
    models.close();
    metrics.close();
  }
}
