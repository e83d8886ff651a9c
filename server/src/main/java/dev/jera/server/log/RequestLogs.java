package dev.jera.server.log;

import dev.jera.server.config.ModelSettings;
import dev.jera.server.config.RequestLogging;
import dev.jera.server.proto.PredictionLog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The logs of the models whose requests are logged. A sample of their requests is written, with the
 * answers, by a thread of each log's own; what comes faster than the disk takes it is left out, and
 * counted.
 */
public final class RequestLogs implements AutoCloseable {
  private volatile Map<String, RequestLog> logs = Map.of();

  /**
   * Logs the requests of these models from now on. A log whose settings are the same goes on; the
   * others end.
   */
  public synchronized void configure(List<ModelSettings> models) {
    Map<String, RequestLog> old = logs;
    Map<String, RequestLog> next = new HashMap<>();
    for (ModelSettings model : models) {
      String name = model.model().name();
      model
          .log()
          .filter(settings -> settings.rate() > 0)
          .ifPresent(settings -> next.put(name, sameOrNew(old.get(name), name, settings)));
    }
    logs = Map.copyOf(next);
    old.values().stream().filter(log -> !next.containsValue(log)).forEach(RequestLog::close);
  }

  private static RequestLog sameOrNew(
      @Nullable RequestLog old, String name, RequestLogging settings) {
    return old != null && old.settings().equals(settings) ? old : new RequestLog(name, settings);
  }

  /**
   * Tells of a request that was answered.
   *
   * @param log what is written if the request is among the sample; not asked otherwise
   */
  public void tell(String model, Supplier<PredictionLog.Builder> log) {
    RequestLog one = logs.get(model);
    if (one != null && one.isSampled()) {
      one.write(log.get());
    }
  }

  /** Writes what was told, and ends the files. */
  @Override
  public void close() {
    configure(List.of());
  }
}
