package dev.jera.serving.repository;

import dev.jera.serving.repository.VersionStatus.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves versions from state to state: logs it at once, and tells the listener once callers can see
 * it. Guarded by its {@link Coordinator}, but for what the listener hears, on a thread of its own.
 */
final class News {
  private static final Logger LOGGER = LoggerFactory.getLogger(News.class);

  private final RepositoryListener listener;
  private final Executor thread;
  private final List<VersionStatus> untold = new ArrayList<>();

  News(RepositoryListener listener, Executor thread) {
    this.listener = listener;
    this.thread = thread;
  }

  /** A version enters a state, with the error that led there, if one did. */
  void enter(ServedVersion version, State state, @Nullable Throwable error) {
    version.state = state;
    version.error = error;
    note(version);
  }

  /** A version is in a state. */
  void note(ServedVersion version) {
    VersionStatus status = version.status();
    status
        .error()
        .ifPresentOrElse(
            error -> LOGGER.warn("{}", status, error), () -> LOGGER.info("{}", status));
    untold.add(status);
  }

  /** Callers can see it. */
  void tell() {
    untold.forEach(status -> thread.execute(() -> tell(status)));
    untold.clear();
  }

  private void tell(VersionStatus status) {
    try {
      listener.onChange(status);
    } catch (Throwable e) {
      LOGGER.warn("The listener failed on: {}", status, e);
    }
  }
}
