package dev.jera.server;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.jera.server.call.Wire;
import dev.jera.server.config.ModelConfigSource;
import dev.jera.server.config.ModelSettings;
import dev.jera.server.config.MonitoringFile;
import dev.jera.server.config.Tls;
import dev.jera.serving.PredictorOptions;
import dev.jera.serving.batching.Batching;
import dev.jera.serving.repository.RepositoryOptions;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a {@link ModelServer} serves, where and how.
 *
 * @param models what is served; where {@code configFile} is given, that says it
 * @param configFile a file of models that is looked at again and again
 * @param address the address that the ports are opened on; empty for all of the machine's
 * @param wires how it can be asked, REST, gRPC or both; without REST there are no metrics and no
 *     page
 * @param restPort where the REST APIs and the page are, 0 for any free port
 * @param grpcPort where gRPC is, 0 for any free port; the same as {@code restPort} for one port
 * @param loading how bundles are loaded that the file of models names
 * @param repository how versions are looked for
 * @param batching how requests are gathered, for each version by itself; empty for one by one
 * @param limits what is taken on at most
 * @param tls the certificate of both ports; empty for none
 * @param bearerToken what every request must show, health apart; empty for nothing
 * @param allowsCors whether pages of other origins may ask
 * @param metricsPath where Prometheus finds metrics; empty for nowhere
 * @param allowsRemoteManagement whether models may be reloaded from other machines
 * @param startTimeout how long the models may take to load
 * @param drainTimeout how long the server may take to stop: requests under way have all of it but
 *     two seconds, or eight tenths of less than ten, then HTTP 503 and gRPC UNAVAILABLE
 */
@RecordBuilder
public record ServerOptions(
    List<ModelSettings> models,
    Optional<ModelConfigSource> configFile,
    Optional<String> address,
    Set<Wire> wires,
    int restPort,
    int grpcPort,
    PredictorOptions loading,
    RepositoryOptions repository,
    Optional<Batching> batching,
    Limits limits,
    Optional<Tls> tls,
    Optional<String> bearerToken,
    boolean allowsCors,
    Optional<String> metricsPath,
    boolean allowsRemoteManagement,
    Duration startTimeout,
    Duration drainTimeout)
    implements ServerOptionsBuilder.With {
  /** Where TensorFlow Serving's REST API is. */
  public static final int REST_PORT = 8501;

  /** Where TensorFlow Serving's gRPC is. */
  public static final int GRPC_PORT = 8500;

  private static final int MAX_PORT = 65_535;

  /** Checks the values and copies the list. */
  public ServerOptions {
    models = ImmutableList.copyOf(models);
    wires = ImmutableSet.copyOf(wires);
    checkArgument(!wires.isEmpty(), "wires: none (expected: REST, GRPC or both)");
    checkPort("restPort", restPort);
    checkPort("grpcPort", grpcPort);
    checkArgument(
        models.isEmpty() || configFile.isEmpty(),
        "models: %s and configFile: %s (expected: one of them)",
        models,
        configFile);
    checkArgument(
        bearerToken.filter(String::isBlank).isEmpty(), "bearerToken: blank (expected: a secret)");
    checkArgument(
        metricsPath.filter(path -> !path.startsWith("/")).isEmpty(),
        "metricsPath: %s (expected: /...)",
        metricsPath);
    checkArgument(!startTimeout.isNegative(), "startTimeout: %s (expected: >= 0)", startTimeout);
    checkArgument(!drainTimeout.isNegative(), "drainTimeout: %s (expected: >= 0)", drainTimeout);
  }

  private static void checkPort(String name, int port) {
    checkArgument(port >= 0 && port <= MAX_PORT, "%s: %s (expected: 0 to 65535)", name, port);
  }

  /** No models; TensorFlow Serving's ports on all addresses, without TLS, token and batches. */
  public static ServerOptions defaults() {
    return new ServerOptions(
        ImmutableList.of(),
        Optional.empty(),
        Optional.empty(),
        ImmutableSet.copyOf(Wire.values()),
        REST_PORT,
        GRPC_PORT,
        PredictorOptions.defaults(),
        RepositoryOptions.defaults(),
        Optional.empty(),
        Limits.defaults(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.of(MonitoringFile.DEFAULT_PATH),
        false,
        Duration.ofMinutes(5),
        Duration.ofSeconds(30));
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "ServerOptions[models=%s, configFile=%s, restPort=%d, grpcPort=%d]"
        .formatted(models, configFile, restPort, grpcPort);
  }
}
