package dev.jera.server.metrics;

import dev.jera.server.ApiException;
import dev.jera.server.call.CallEnd;
import io.grpc.Status;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * TensorFlow Serving's own metrics, under its names. They are written here, because libraries for
 * Prometheus end a counter's name in {@code _total}, which these do not.
 */
final class TensorFlowMetrics {
  private static final String COUNT = ":tensorflow:serving:request_count";
  private static final String REQUEST = ":tensorflow:serving:request_latency";
  private static final String RUNTIME = ":tensorflow:serving:runtime_latency";

  private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();
  private final Map<String, LatencyHistogram> requests = new ConcurrentSkipListMap<>();
  private final Map<String, LatencyHistogram> runtimes = new ConcurrentSkipListMap<>();

  void record(CallEnd end) {
    Status.Code code = end.failure().map(ApiException::code).orElse(Status.Code.OK);
    String name = "model_name=\"%s\"".formatted(escape(end.model()));
    counts
        .computeIfAbsent("%s,status=\"%s\"".formatted(name, code), labels -> new LongAdder())
        .increment();
    if (code == Status.Code.OK) {
      String api = "%s,API=\"%s\"".formatted(name, end.api());
      histogram(requests, "%s,entrypoint=\"%s\"".formatted(api, end.wire())).record(end.took());
      histogram(runtimes, api + ",runtime=\"TF1\"").record(end.ran());
    }
  }

  private static LatencyHistogram histogram(Map<String, LatencyHistogram> all, String labels) {
    return all.computeIfAbsent(labels, missing -> new LatencyHistogram());
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  /** Writes all in Prometheus' text format. */
  void write(StringBuilder text) {
    text.append("# TYPE ").append(COUNT).append(" counter\n");
    counts.forEach(
        (labels, count) ->
            text.append(COUNT).append('{').append(labels).append("} ").append(count).append('\n'));
    text.append("# TYPE ").append(REQUEST).append(" histogram\n");
    requests.forEach((labels, histogram) -> histogram.write(text, REQUEST, labels));
    text.append("# TYPE ").append(RUNTIME).append(" histogram\n");
    runtimes.forEach((labels, histogram) -> histogram.write(text, RUNTIME, labels));
  }
}
