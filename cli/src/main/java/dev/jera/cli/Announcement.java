package dev.jera.cli;

import static java.util.stream.Collectors.joining;

import dev.jera.server.ServerOptions;
import dev.jera.serving.repository.ModelConfig;
import dev.jera.serving.repository.ModelRepository;
import dev.jera.serving.repository.VersionStatus;
import java.io.PrintStream;

/**
 * What a server says when it is ready.
 *
 * @param options what it was asked for
 * @param restPort the port that it has got
 * @param grpcPort the same for gRPC
 */
record Announcement(ServerOptions options, int restPort, int grpcPort) {

  void print(ModelRepository models, PrintStream out) {
    Table table = new Table();
    models.models().forEach(model -> table.row("Model", describe(model, models)));
    table.row("REST", url("/v1/models/"));
    table.row("gRPC", host() + ":" + grpcPort + (isSecure() ? " (TLS)" : ""));
    table.row("Page", url("/"));
    table.row("Metrics", options.metricsPath().map(this::url).orElse("none"));
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

  private String url(String path) {
    return "%s://%s:%d%s".formatted(isSecure() ? "https" : "http", host(), restPort, path);
  }

  private boolean isSecure() {
    return options.tls().isPresent();
  }

  private String host() {
    String host = options.address().orElse("localhost");
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
