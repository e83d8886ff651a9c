package dev.jera.cli;

import dev.jera.server.config.BatchingFile;
import dev.jera.serving.batching.Batching;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The flags of {@code jera serve} that gather requests to batches. */
final class BatchingFlags {
  @Option(
      names = "--enable_batching",
      paramLabel = "true|false",
      arity = Switch.ARITY,
      fallbackValue = Switch.ON,
      converter = Switch.class,
      description =
          "Whether requests that wait at the same time are run together (default: ${DEFAULT-VALUE}).")
  private boolean enabled;

  @Option(
      names = "--batching_parameters_file",
      paramLabel = "FILE",
      description =
          "How, as TensorFlow Serving's BatchingParameters in text form (default: 1000 examples at most, no waiting for more).")
  private Optional<Path> file = Optional.empty();

  /**
   * How requests are gathered, if they are.
   *
   * @throws ParameterException if there is a file, but no batching
   * @throws dev.jera.server.config.ConfigException if the file cannot be read, or is none
   */
  Optional<Batching> batching(CommandLine command) {
    if (!enabled && file.isPresent()) {
      throw new ParameterException(
          command, "--batching_parameters_file without --enable_batching (expected: both)");
    }
    return enabled
        ? Optional.of(file.map(BatchingFile::read).orElseGet(Batching::defaults))
        : Optional.empty();
  }
}
