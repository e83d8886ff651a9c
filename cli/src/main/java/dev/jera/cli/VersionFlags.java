package dev.jera.cli;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import dev.jera.runtime.JeraException;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.SavedModelOpsException;
import dev.jera.serving.PredictorOptions;
import dev.jera.serving.repository.RepositoryOptions;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of {@code jera serve} that say how versions are looked for and loaded. */
final class VersionFlags {
  @Option(
      names = "--file_system_poll_wait_seconds",
      paramLabel = "N",
      converter = WholeNumber.Any.class,
      description =
          "How often base paths are looked at for new versions; 0 or less for at the start alone (default: ${DEFAULT-VALUE}).")
  private long poll = 1;

  @Option(
      names = "--max_num_load_retries",
      paramLabel = "N",
      converter = WholeNumber.AtLeastZero.class,
      description =
          "How often a version that could not be loaded is tried again while others serve; at the start it is not (default: ${DEFAULT-VALUE}).")
  private long retries = 5;

  @Option(
      names = "--load_retry_interval_micros",
      paramLabel = "N",
      converter = WholeNumber.AtLeastZero.class,
      description = "How long after a failure, in microseconds (default: ${DEFAULT-VALUE}).")
  private long retryMicros = 60_000_000;

  @Option(
      names = "--num_load_threads",
      paramLabel = "N",
      converter = WholeNumber.AtLeastZero.class,
      description =
          "How many versions load at once; 0 for one after the other (default: ${DEFAULT-VALUE}).")
  private long threads = RepositoryOptions.defaults().loadThreads();

  @Option(
      names = "--allow_version_labels_for_unavailable_models",
      paramLabel = "true|false",
      arity = Switch.ARITY,
      fallbackValue = Switch.ON,
      converter = Switch.class,
      description =
          "Whether a new label may name a version that is not available yet (default: ${DEFAULT-VALUE}).")
  private boolean allowsLabels;

  @Option(
      names = "--enable_model_warmup",
      paramLabel = "true|false",
      arity = Switch.ARITY,
      fallbackValue = Switch.ON,
      converter = Switch.class,
      description =
          "Whether a version is asked its own warm-up requests before it serves (default: ${DEFAULT-VALUE}).")
  private boolean warmsUp = true;

  @Option(
      names = "--saved_model_tags",
      paramLabel = "TAG",
      split = ",",
      description =
          "The tags of the graph in a bundle, all of them (default: serve; '' for a graph without tags).")
  private List<String> tags = List.of(SavedModel.SERVE);

  @Mixin private LoadingOptions loading = new LoadingOptions();

  /** How versions are looked for. */
  RepositoryOptions repository() {
    return RepositoryOptions.defaults()
        .withPollInterval(Duration.ofSeconds(Math.max(0, poll)))
        .withLoadRetries(Math.toIntExact(retries))
        .withLoadRetryInterval(Duration.of(retryMicros, ChronoUnit.MICROS))
        .withLoadThreads(Math.toIntExact(Math.max(1, threads)))
        .withAllowUnavailableLabels(allowsLabels);
  }

  /** How they are loaded. */
  PredictorOptions loading() {
    return loading
        .options()
        .withTags(tags.stream().filter(tag -> !tag.isEmpty()).collect(toImmutableSet()))
        .withWarmUp(warmsUp);
  }

  /** The failure of a bundle with ops that a flag would let pass; the message names that. */
  JeraException withAdvice(SavedModelOpsException refused) {
    return loading.withAdvice(refused);
  }
}
