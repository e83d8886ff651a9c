package dev.jera.cli;

import dev.jera.server.Limits;
import dev.jera.server.ServerOptions;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The flags of {@code jera serve} that say what is taken on at most, and for how long. */
final class LimitFlags {
  private static final Limits USUAL = Limits.defaults();

  @Option(
      names = "--rest_api_timeout_in_ms",
      paramLabel = "MS",
      converter = AtLeastOne.class,
      description =
          "How long a request may take in milliseconds, over gRPC where its client sets no deadline (default: ${DEFAULT-VALUE}).")
  private int requestMillis = Math.toIntExact(USUAL.requestTimeout().toMillis());

  @Option(
      names = "--max_body_bytes",
      paramLabel = "N",
      converter = WholeNumber.Bytes.class,
      description = "The largest body of a request, inflated (default: ${DEFAULT-VALUE}).")
  private long bodyBytes = Math.min(USUAL.bodyBytes(), USUAL.heldBytes());

  @Option(
      names = "--max_held_bytes",
      paramLabel = "N",
      converter = WholeNumber.Bytes.class,
      description =
          "What the bodies of all requests may take together, and large answers (default: a quarter of Java's heap, ${DEFAULT-VALUE} here).")
  private long heldBytes = USUAL.heldBytes();

  @Option(
      names = "--max_requests",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description =
          "How many requests wait or are answered; one more is refused at once (default: ${DEFAULT-VALUE}).")
  private int requests = USUAL.requests();

  @Option(
      names = "--workers",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description =
          "How many threads read requests, ask TensorFlow and write answers (default: two a core, at least 4: ${DEFAULT-VALUE} here).")
  private int workers = USUAL.workers();

  @Option(
      names = "--max_connections",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description =
          "How many connections are open; one more is closed at once (default: ${DEFAULT-VALUE}).")
  private int connections = USUAL.connections();

  @Option(
      names = "--max_models",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description = "How many models there may be (default: ${DEFAULT-VALUE}).")
  private int models = USUAL.models();

  @Option(
      names = "--max_json_depth",
      paramLabel = "N",
      converter = WholeNumber.Depth.class,
      description =
          "How deep the arrays and objects of a body in JSON are nested, 1 to ${DEFAULT-VALUE} (default: ${DEFAULT-VALUE}, what a tensor can be).")
  private long jsonDepth = USUAL.jsonDepth();

  @Option(
      names = "--idle_timeout",
      paramLabel = "S",
      converter = Decimal.Seconds.class,
      description =
          "How long a connection without requests stays open, in seconds (default: ${DEFAULT-VALUE}).")
  private double idleSeconds = USUAL.idleTimeout().toSeconds();

  @Option(
      names = "--start_timeout",
      paramLabel = "S",
      converter = Decimal.Seconds.class,
      description = "How long the models may take to load, in seconds (default: ${DEFAULT-VALUE}).")
  private double startSeconds = ServerOptions.defaults().startTimeout().toSeconds();

  @Option(
      names = "--drain_timeout",
      paramLabel = "S",
      converter = Decimal.Seconds.class,
      description =
          "How long stopping may take, in seconds: requests under way have all of it but two seconds, or eight tenths of less than ten (default: ${DEFAULT-VALUE}).")
  private double drainSeconds = ServerOptions.defaults().drainTimeout().toSeconds();

  /**
   * What the flags say.
   *
   * @throws ParameterException if a body could be larger than all of them together
   */
  ServerOptions applyTo(ServerOptions options, CommandLine command) {
    if (bodyBytes > heldBytes) {
      throw new ParameterException(
          command,
          "--max_body_bytes %d (expected: at most --max_held_bytes, %d, by default a quarter of Java's heap; give Java more by -Xmx)"
              .formatted(bodyBytes, heldBytes));
    }
    return options
        .withLimits(
            USUAL
                .withBodyBytes(bodyBytes)
                .withHeldBytes(heldBytes)
                .withRequests(requests)
                .withWorkers(workers)
                .withConnections(connections)
                .withModels(models)
                .withJsonDepth(Math.toIntExact(jsonDepth))
                .withRequestTimeout(Duration.ofMillis(requestMillis))
                .withIdleTimeout(Decimal.Seconds.of(idleSeconds)))
        .withStartTimeout(Decimal.Seconds.of(startSeconds))
        .withDrainTimeout(Decimal.Seconds.of(drainSeconds));
  }
}
