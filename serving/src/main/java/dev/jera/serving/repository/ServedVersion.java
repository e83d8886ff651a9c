package dev.jera.serving.repository;

import dev.jera.serving.repository.VersionStatus.State;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A version from when it is first seen until it is gone; guarded by its {@link Coordinator}. */
final class ServedVersion {
  final ModelVersion id;
  final Path directory;

  /** What it is, or will be, loaded as. */
  final ModelConfig config;

  /** Whether the policy takes it, as the base path last was. */
  boolean wanted = true;

  /** Whether a load is queued or under way. */
  boolean loading;

  State state = State.START;
  @Nullable Throwable error;
  @Nullable LoadedVersion loaded;

  /** How often it failed to load since its directory last changed. */
  int failures;

  /** The directory as it was when it last began to load. */
  Set<String> fingerprint = Set.of();

  @Nullable Future<?> retry;

  ServedVersion(ModelVersion id, Path directory, ModelConfig config) {
    this.id = id;
    this.directory = directory;
    this.config = config;
  }

  VersionStatus status() {
    return new VersionStatus(id, state, Optional.ofNullable(error));
  }

  boolean isAvailable() {
    return state == State.AVAILABLE;
  }

  /** Whether it could not be loaded. */
  boolean hasFailed() {
    return state == State.END && loaded == null;
  }

  /** Whether it could not be loaded, is wanted still, and is not being loaded. */
  boolean mayBeTriedAgain() {
    return wanted && !loading && hasFailed();
  }

  /** Whether it is not needed, and there is nothing to unload. */
  boolean isIdle() {
    return !wanted && !loading && (state == State.START || hasFailed());
  }

  void cancelRetry() {
    if (retry != null) {
      retry.cancel(false);
      retry = null;
    }
  }
}
