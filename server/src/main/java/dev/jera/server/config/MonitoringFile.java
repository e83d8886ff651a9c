package dev.jera.server.config;

import dev.jera.server.proto.MonitoringConfig;
import java.nio.file.Path;
import java.util.Optional;

/** TensorFlow Serving's monitoring configuration: {@code prometheus_config { enable: true }}. */
public final class MonitoringFile {
  /** Where Prometheus finds the metrics, where the file names no other path. */
  public static final String DEFAULT_PATH = "/monitoring/prometheus/metrics";

  private MonitoringFile() {}

  /**
   * Reads a file.
   *
   * @return the path of the metrics; empty where they are not enabled
   * @throws ConfigException if it cannot be read, or if the path does not begin with a slash
   */
  public static Optional<String> read(Path file) {
    MonitoringConfig.Builder config = MonitoringConfig.newBuilder();
    TextFile.merge("monitoring config file", file, config);
    if (!config.getPrometheusConfig().getEnable()) {
      return Optional.empty();
    }
    String path = config.getPrometheusConfig().getPath();
    if (!path.isEmpty() && !path.startsWith("/")) {
      throw new ConfigException(
          "monitoring config file %s: path: '%s' (expected: /...)".formatted(file, path));
    }
    return Optional.of(path.isEmpty() ? DEFAULT_PATH : path);
  }
}
