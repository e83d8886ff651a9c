package dev.jera.server.metrics;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServerBuilder;
import dev.jera.micrometer.NativeMemoryMetrics;
import dev.jera.micrometer.ServingMetrics;
import dev.jera.server.ApiException;
import dev.jera.server.call.CallEnd;
import dev.jera.server.call.CallListener;
import dev.jera.server.call.Calls;
import dev.jera.serving.ServingListener;
import io.grpc.Status;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * Metrics in Prometheus' text format: TensorFlow Serving's under its own names, and plain ones.
 *
 * <p>The plain ones are those of {@link ServingMetrics}, {@link NativeMemoryMetrics} and Java's
 * memory, collector, threads and processor; {@code jera_server_requests_seconds}, by model, API,
 * wire and gRPC code; and {@code jera_server_requests_active}.
 */
public final class ServerMetrics implements CallListener, AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final TensorFlowMetrics tensorFlow = new TensorFlowMetrics();
  private final ServingListener models = new ServingMetrics(registry);
  private final JvmGcMetrics collector = new JvmGcMetrics();

  /** Begins to count. */
  public ServerMetrics() {
    new NativeMemoryMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collector.bindTo(registry);
  }

  /** Hears of the models' calls. */
  public ServingListener models() {
    return models;
  }

  /** Tells how many requests are under way. */
  public void observe(Calls calls) {
    Gauge.builder("jera.server.requests.active", calls, Calls::taken)
        .description("Requests that wait or are being answered")
        .register(registry);
  }

  @Override
  public void onEnd(CallEnd end) {
    tensorFlow.record(end);
    Timer.builder("jera.server.requests")
        .description("Requests, from when they are taken to their answer")
        .tag("model", end.model())
        .tag("api", end.api().toString())
        .tag("wire", end.wire().toString())
        .tag("code", end.failure().map(ApiException::code).orElse(Status.Code.OK).toString())
        .register(registry)
        .record(end.took());
  }

  /** Answers Prometheus. */
  public void addTo(ServerBuilder server, String path) {
    server.service(
        path, (ctx, request) -> HttpResponse.of(HttpStatus.OK, MediaType.PLAIN_TEXT_UTF_8, text()));
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    tensorFlow.write(text);
    return text.append(registry.scrape()).toString();
  }

  @Override
  public void close() {
    collector.close();
    registry.close();
  }
}
