package dev.jera.server.config;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A file of models, see {@link ModelConfigFile}.
 *
 * @param file the file
 * @param pollInterval how often it is read again; zero for never
 */
public record ModelConfigSource(Path file, Duration pollInterval) {
  /** Checks the interval. */
  public ModelConfigSource {
    checkArgument(!pollInterval.isNegative(), "pollInterval: %s (expected: >= 0)", pollInterval);
  }
}
