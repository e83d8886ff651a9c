package dev.jera.serving.repository;

import java.util.Optional;

/**
 * How a version of a model is doing.
 *
 * @param version which version
 * @param state where it is in its life
 * @param error why it could not be loaded or unloaded, in the state END alone
 */
public record VersionStatus(ModelVersion version, State state, Optional<Throwable> error) {
  /** A version's life, in the states of TensorFlow Serving. */
  public enum State {
    /** It waits to be loaded. */
    START,
    /** It is being loaded. */
    LOADING,
    /** It answers. */
    AVAILABLE,
    /** It takes no new calls, and waits for those under way. */
    UNLOADING,
    /** It is unloaded, or it could not be loaded: then it may be tried again. */
    END
  }

  /** As {@code version 3 of model 'mnist' is END: ...}. */
  @Override
  public String toString() {
    return "%s is %s%s"
        .formatted(version, state, error.map(cause -> ": " + cause.getMessage()).orElse(""));
  }
}
