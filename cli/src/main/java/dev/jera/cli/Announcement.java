package dev.jera.cli;

import static java.util.stream.Collectors.joining;

import dev.jera.server.ModelServer;
import dev.jera.server.ServerOptions;
import dev.jera.server.call.Wire;
import dev.jera.serving.repository.ModelConfig;
import dev.jera.serving.repository.ModelRepository;
import dev.jera.serving.repository.VersionStatus;
import java.io.PrintStream;

/**
 * What a server says when it is ready.
 *
 * @param options what it was asked for
 * @param server what it has become
 */
record Announcement(ServerOptions options, ModelServer server) {
  private static final String OFF = "off";

  void print(PrintStream out) {
    ModelRepository models = server.models();
    Table table = new Table();
    models.models().forEach(model -> table.row("Model", describe(model, models)));
    boolean hasRest = options.wires().contains(Wire.REST);
    table.row("REST", hasRest ? url("/v1/models/") : OFF);
    table.row("gRPC", options.wires().contains(Wire.GRPC) ? grpc() : OFF);
    table.row("Page", hasRest ? url("/") : OFF);
    table.row("Metrics", options.metricsPath().filter(path -> hasRest).map(this::url).orElse(OFF));
    table.print(out);
    out.println("ready");
  }

  private static String describe(ModelConfig model, ModelRepository models) {
    String versions =
        models.status(model.name()).stream()
            .filter(status -> status.state() == VersionStatus.State.AVAILABLE)
            .map(status -> Long.toString(status.version().version()))
            .collect(joining(", "));
    return "%s, version %s of %s".formatted(model.name(), versions, Shell.show(model.basePath()));
  }

  private String grpc() {
    return host() + ":" + server.grpcPort() + (isSecure() ? " (TLS)" : "");
  }

  private String url(String path) {
    return "%s://%s:%d%s".formatted(isSecure() ? "https" : "http", host(), server.restPort(), path);
  }

  private boolean isSecure() {
    return options.tls().isPresent();
  }

  private String host() {
    String host = options.address().orElse("localhost");
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
