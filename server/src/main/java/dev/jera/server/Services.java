package dev.jera.server;

import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.jera.server.call.Calls;
import dev.jera.server.call.Wire;
import dev.jera.server.grpc.GrpcErrors;
import dev.jera.server.grpc.GrpcServices;
import dev.jera.server.http.BearerToken;
import dev.jera.server.http.Cors;
import dev.jera.server.http.FailureLog;
import dev.jera.server.http.Farewell;
import dev.jera.server.http.HeldBytes;
import dev.jera.server.http.HttpCalls;
import dev.jera.server.http.JsonErrors;
import dev.jera.server.http.Queries;
import dev.jera.server.http.RequestIds;
import dev.jera.server.metrics.ServerMetrics;
import dev.jera.server.openinference.OpenInference;
import dev.jera.server.rest.TensorFlowRest;
import dev.jera.server.web.CallLoad;
import dev.jera.server.web.WebPage;
import java.time.Duration;

/** What a server answers, on which threads, and what it logs and counts of that. */
final class Services implements AutoCloseable {
  private static final String ACCESS_LOG = "dev.jera.server.access";

  /** Client, time, request line, status, bytes, request id. */
  private static final String ACCESS_LINE = "%a %t %r %s %b %I";

  private final ServerOptions options;
  private final Models models;
  private final ServerMetrics metrics;
  private final CallLoad load;
  private final Calls calls;
  private final Queries queries;
  private final Farewell farewell = new Farewell();

  /** For these models, which stay their owner's, as do the metrics. */
  Services(ServerOptions options, Models models, ServerMetrics metrics) {
    this.options = options;
    this.models = models;
    this.metrics = metrics;
    this.load = new CallLoad(models.repository());
    this.calls =
        new Calls(models.repository(), models.logs(), options.limits(), metrics.andThen(load));
    this.queries = new Queries(options.limits().requests());
    metrics.observe(calls);
  }

  /** Adds all of them to a server. */
  void addTo(ServerBuilder server) {
    decorate(server);
    HttpCalls http = new HttpCalls(calls, queries);
    int jsonDepth = options.limits().jsonDepth();
    OpenInference inference = new OpenInference(http, calls, jsonDepth);
    if (options.wires().contains(Wire.REST)) {
      new TensorFlowRest(http, models.repository(), jsonDepth).addTo(server);
      inference.addTo(server);
      new WebPage(models.repository(), load).addTo(server);
      options.metricsPath().ifPresent(path -> metrics.addTo(server, path));
    }
    if (options.wires().contains(Wire.GRPC)) {
      new GrpcServices(options.limits())
          .addTensorFlow(models, calls, options)
          .add(inference.grpc())
          .addTo(server);
    }
  }

  private void decorate(ServerBuilder server) {
    server
        .errorHandler(new GrpcErrors().orElse(new JsonErrors()))
        .requestIdGenerator(RequestIds::of)
        .accessLogger(ACCESS_LOG)
        .accessLogFormat(ACCESS_LINE)
        // Each failure has a line of ours.
        .unloggedExceptionsReportInterval(Duration.ZERO);
    // The one that is added last is the outermost.
    server.decoratorUnder(WebPage.UNDER, queries);
    options.metricsPath().ifPresent(path -> server.decorator(path, queries));
    server.decorator(new HeldBytes(options.limits().heldBytes()));
    options
        .bearerToken()
        .ifPresent(token -> server.decorator(new BearerToken(token, Services::isOpen)));
    if (options.allowsCors()) {
      server.decorator(new Cors());
    }
    server.decorator(farewell);
    server.decorator(new FailureLog());
    server.decorator(new RequestIds());
  }

  /** Whether anyone may ask: whether the server lives is no secret, nor are the page's files. */
  private static boolean isOpen(RequestHeaders request) {
    String path = request.path();
    return path.startsWith("/v2/health/")
        || path.startsWith("/grpc.health.v1.Health/")
        || WebPage.isFile(path);
  }

  /** Asks clients to go, before a server stops. */
  void dismiss(Server server, Duration most) {
    farewell.say(server, most);
  }

  /** Answers what has been taken. */
  @Override
  public void close() {
    calls.close();
    queries.close();
  }
}
