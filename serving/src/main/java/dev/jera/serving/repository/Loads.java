package dev.jera.serving.repository;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.jera.serving.repository.VersionStatus.State;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads versions, on threads that load, and tries those again that failed.
 *
 * <p>Whatever a thread meets, an {@link Error} too, is the version's error and ends its load: a
 * bundle can exhaust the stack or the heap, and the others still serve.
 */
final class Loads {
  private static final Logger LOGGER = LoggerFactory.getLogger(Loads.class);

  private final RepositoryOptions options;
  private final Directories directories;
  private final Workers workers;
  private final News news;
  private final Executor turns;

  /**
   * @param turns makes changes in the coordinator's turn, before it returns
   */
  Loads(
      RepositoryOptions options,
      Directories directories,
      Workers workers,
      News news,
      Executor turns) {
    this.options = options;
    this.directories = directories;
    this.workers = workers;
    this.news = news;
    this.turns = turns;
  }

  /** Begins to load a version; to be called in the coordinator's turn. */
  void load(ServedVersion version) {
    version.cancelRetry();
    version.loading = true;
    workers.loaders().execute(() -> loadNow(version));
  }

  /** Loads one anew that failed, where nothing has happened to it since a look began. */
  void loadChanged(Look.Failed failed) {
    ServedVersion version = failed.version();
    if (version.mayBeTriedAgain() && version.fingerprint.equals(failed.fingerprint())) {
      version.failures = 0;
      load(version);
    }
  }

  private void loadNow(ServedVersion version) {
    try {
      AtomicBoolean begun = new AtomicBoolean();
      Set<String> fingerprint = directories.fingerprint(version.directory);
      turns.execute(() -> begun.set(begin(version, fingerprint)));
      if (begun.get()) {
        LoadedVersion loaded = LoadedVersion.load(version.id, version.directory, version.config);
        turns.execute(() -> loaded(version, loaded));
      }
    } catch (Throwable e) {
      turns.execute(() -> failed(version, e));
    }
  }

  private boolean begin(ServedVersion version, Set<String> fingerprint) {
    if (version.wanted) {
      version.fingerprint = fingerprint;
      news.enter(version, State.LOADING, null);
    } else {
      version.loading = false;
    }
    return version.wanted;
  }

  private void loaded(ServedVersion version, LoadedVersion loaded) {
    version.loading = false;
    version.loaded = loaded;
    news.enter(version, State.AVAILABLE, null);
  }

  private void failed(ServedVersion version, Throwable error) {
    if (!version.loading) {
      LOGGER.warn("Telling of {} failed", version.id, error);
      return;
    }
    version.loading = false;
    version.failures++;
    news.enter(version, State.END, error);
    if (version.wanted && version.failures <= options.loadRetries()) {
      version.retry =
          workers
              .timer()
              .schedule(
                  () -> turns.execute(() -> retry(version)),
                  NANOSECONDS.convert(options.loadRetryInterval()),
                  NANOSECONDS);
    }
  }

  private void retry(ServedVersion version) {
    // It may have been cancelled too late.
    if (version.mayBeTriedAgain()) {
      load(version);
    }
  }
}
