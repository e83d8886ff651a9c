package dev.jera.cli;

import com.google.common.collect.ImmutableSet;
import dev.jera.runtime.JeraException;
import dev.jera.server.ServerOptions;
import dev.jera.server.call.Wire;
import dev.jera.server.config.MonitoringFile;
import dev.jera.server.config.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The flags of {@code jera serve} that say where it listens and to whom. */
final class NetworkFlags {
  @Option(
      names = "--port",
      paramLabel = "N",
      converter = WholeNumber.Port.class,
      description =
          "The port of gRPC; 0 for no gRPC, the same as --rest_api_port for one port (default: ${DEFAULT-VALUE}).")
  private long grpcPort = ServerOptions.GRPC_PORT;

  @Option(
      names = "--rest_api_port",
      paramLabel = "N",
      converter = WholeNumber.Port.class,
      description =
          "The port of the REST APIs, metrics and the page; 0 for none of them (default: ${DEFAULT-VALUE}).")
  private long restPort = ServerOptions.REST_PORT;

  @Option(
      names = "--address",
      paramLabel = "HOST",
      description = "The address to listen on, such as 127.0.0.1 (default: all of the machine's).")
  private Optional<String> address = Optional.empty();

  @Option(
      names = "--rest_api_enable_cors_support",
      paramLabel = "true|false",
      arity = Switch.ARITY,
      fallbackValue = Switch.ON,
      converter = Switch.class,
      description = "Whether pages of other origins may ask (default: ${DEFAULT-VALUE}).")
  private boolean allowsCors;

  @Option(
      names = "--ssl_config_file",
      paramLabel = "FILE",
      description =
          "Serve by TLS alone, REST and gRPC, as this SSLConfig of TensorFlow Serving in text form says (default: without TLS).")
  private Optional<Path> tls = Optional.empty();

  @Option(
      names = "--bearer_token_file",
      paramLabel = "FILE",
      description =
          "A file with the secret that every request must show as 'Authorization: Bearer SECRET', health apart (default: no secret).")
  private Optional<Path> token = Optional.empty();

  @Option(
      names = "--monitoring_config_file",
      paramLabel = "FILE",
      description =
          "A MonitoringConfig of TensorFlow Serving in text form: whether there are Prometheus metrics, and at which path (default: at "
              + MonitoringFile.DEFAULT_PATH
              + ").")
  private Optional<Path> monitoring = Optional.empty();

  @Option(
      names = "--allow_remote_management",
      paramLabel = "true|false",
      arity = Switch.ARITY,
      fallbackValue = Switch.ON,
      converter = Switch.class,
      description =
          "Whether models may be reloaded from other machines, too (default: ${DEFAULT-VALUE}).")
  private boolean allowsRemoteManagement;

  /**
   * What the flags say.
   *
   * @throws ParameterException if there would be no port
   * @throws JeraException if a file cannot be read, or is none of its kind
   */
  ServerOptions applyTo(ServerOptions options, CommandLine command) {
    return options
        .withWires(wires(command))
        .withGrpcPort(Math.toIntExact(grpcPort))
        .withRestPort(Math.toIntExact(restPort))
        .withAddress(address)
        .withAllowsCors(allowsCors)
        .withTls(tls.map(Tls::read))
        .withBearerToken(token.map(NetworkFlags::secret))
        .withMetricsPath(
            monitoring.isPresent() ? MonitoringFile.read(monitoring.get()) : options.metricsPath())
        .withAllowsRemoteManagement(allowsRemoteManagement);
  }

  /** As TensorFlow Serving has it, a port of 0 is none; in Java it is any free one. */
  private Set<Wire> wires(CommandLine command) {
    ImmutableSet.Builder<Wire> wires = ImmutableSet.builder();
    if (restPort != 0) {
      wires.add(Wire.REST);
    }
    if (grpcPort != 0) {
      wires.add(Wire.GRPC);
    }
    if (restPort == 0 && grpcPort == 0) {
      throw new ParameterException(
          command,
          "--port 0 and --rest_api_port 0: neither gRPC nor REST (expected: a port for one of them)");
    }
    return wires.build();
  }

  private static String secret(Path file) {
    String secret;
    try {
      secret = Files.readString(file).strip();
    } catch (IOException e) {
      throw new JeraException(
          "--bearer_token_file %s: cannot be read: %s (expected: a file with a secret)"
              .formatted(file, e),
          e);
    }
    if (!secret.matches("[!-~]+")) {
      // What it holds is not told: it may be the secret all the same.
      throw new JeraException(
          "--bearer_token_file %s: %d characters (expected: one word in ASCII)"
              .formatted(file, secret.length()));
    }
    return secret;
  }
}
