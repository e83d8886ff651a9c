package dev.jera.serving.repository;

import static com.google.common.base.Preconditions.checkArgument;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/**
 * How a {@link ModelRepository} looks after its models.
 *
 * @param pollInterval how often it looks for new versions; zero for {@link ModelRepository#refresh}
 *     alone
 * @param loadRetries how often a version that could not be loaded is tried again, >= 0; a change of
 *     its directory starts the count anew
 * @param loadRetryInterval how long after a failure
 * @param loadThreads how many versions load at once, > 0
 * @param allowUnavailableLabels whether a label that is new to a model may name a version that is
 *     not available yet, see {@link ModelRepository#setModels}
 * @param listener who hears of states
 */
@RecordBuilder
public record RepositoryOptions(
    Duration pollInterval,
    int loadRetries,
    Duration loadRetryInterval,
    int loadThreads,
    boolean allowUnavailableLabels,
    RepositoryListener listener)
    implements RepositoryOptionsBuilder.With {

  /** Checks the numbers. */
  public RepositoryOptions {
    checkArgument(!pollInterval.isNegative(), "pollInterval: %s (expected: >= 0)", pollInterval);
    checkArgument(loadRetries >= 0, "loadRetries: %s (expected: >= 0)", loadRetries);
    checkArgument(
        !loadRetryInterval.isNegative(),
        "loadRetryInterval: %s (expected: >= 0)",
        loadRetryInterval);
    checkArgument(loadThreads > 0, "loadThreads: %s (expected: > 0)", loadThreads);
  }

  /**
   * TensorFlow Serving's: it looks every second and tries five times again, a minute apart; four
   * load at once, and no listener.
   */
  public static RepositoryOptions defaults() {
    return new RepositoryOptions(
        Duration.ofSeconds(1), 5, Duration.ofMinutes(1), 4, false, RepositoryListener.NONE);
  }
}
