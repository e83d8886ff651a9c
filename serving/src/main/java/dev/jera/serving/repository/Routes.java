package dev.jera.serving.repository;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.jera.serving.repository.ModelRepositoryException.Reason;
import dev.jera.serving.repository.VersionStatus.State;
import java.util.Optional;

/**
 * A model as its callers see it at one moment.
 *
 * @param config what was asked for
 * @param newest what answers where nothing else is asked for
 * @param versions those that are available, by number
 * @param statuses all versions, the newest first
 * @param hopeless whether every wanted version has failed and none is tried again
 */
record Routes(
    ModelConfig config,
    Optional<LoadedVersion> newest,
    ImmutableMap<Long, LoadedVersion> versions,
    ImmutableList<VersionStatus> statuses,
    boolean hopeless) {

  /**
   * The version that a call wants.
   *
   * @throws ModelRepositoryException if it is unknown or not available
   */
  LoadedVersion find(ModelRef ref) {
    if (ref.label().isPresent()) {
      return label(ref.label().get());
    }
    if (ref.version().isPresent()) {
      return version(ref.version().getAsLong());
    }
    return newest.orElseThrow(this::noVersion);
  }

  private LoadedVersion label(String label) {
    Long number = config.labels().get(label);
    if (number == null) {
      throw new ModelRepositoryException(
          Reason.UNKNOWN_LABEL,
          "No label '%s' of model '%s': it has %s"
              .formatted(label, config.name(), config.labels().keySet()));
    }
    return version(number);
  }

  private LoadedVersion version(long number) {
    LoadedVersion version = versions.get(number);
    if (version != null) {
      return version;
    }
    VersionStatus status =
        statuses.stream()
            .filter(each -> each.version().version() == number)
            .findFirst()
            .orElseThrow(
                () ->
                    new ModelRepositoryException(
                        Reason.UNKNOWN_VERSION,
                        "No version %s of model '%s': it has %s"
                            .formatted(
                                number,
                                config.name(),
                                statuses.stream().map(each -> each.version().version()).toList())));
    throw notAvailable(status.toString(), Optional.of(status));
  }

  /** Whether no version waits to be loaded or is being loaded. */
  boolean areLoaded() {
    return loading().isEmpty();
  }

  /** The error of one who waited in vain for what still loads. */
  ModelRepositoryException notLoaded() {
    return notAvailable(
        "Not every version of model '%s' is loaded: %s"
            .formatted(config.name(), loading().map(VersionStatus::toString).orElse("")),
        Optional.empty());
  }

  private Optional<VersionStatus> loading() {
    return statuses.stream()
        .filter(each -> each.state() == State.START || each.state() == State.LOADING)
        .findFirst();
  }

  /** The error of a call that wants any version, while none is available. */
  ModelRepositoryException noVersion() {
    Optional<VersionStatus> latest = statuses.stream().findFirst();
    return notAvailable(
        "No version of model '%s' is available: %s"
            .formatted(
                config.name(),
                latest
                    .map(VersionStatus::toString)
                    .orElse("there are no versions in " + config.basePath())),
        latest);
  }

  private static ModelRepositoryException notAvailable(
      String message, Optional<VersionStatus> status) {
    return new ModelRepositoryException(
        Reason.NOT_AVAILABLE, message, status.flatMap(VersionStatus::error).orElse(null));
  }
}
