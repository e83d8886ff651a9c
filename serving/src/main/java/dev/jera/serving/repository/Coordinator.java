package dev.jera.serving.repository;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.jera.serving.Predictor;
import dev.jera.serving.repository.VersionStatus.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what is loaded and unloaded, and when.
 *
 * <p>All that changes is guarded by the coordinator's own lock, which no call of a model takes:
 * calls read {@link #routes()}. Neither loads nor closes nor listeners run under it. A version is
 * drained only after the routes that lead past it are published, so that a caller who comes too
 * late for it finds another way at once.
 */
final class Coordinator {
  private static final Logger LOGGER = LoggerFactory.getLogger(Coordinator.class);

  private final RepositoryOptions options;
  private final Workers workers;
  private final Map<String, ServedModel> models = new LinkedHashMap<>();

  /** Models that are configured no more, until the last of their versions is unloaded. */
  private final List<ServedModel> leaving = new ArrayList<>();

  /** What the listener is to hear once callers can see it. */
  private final List<VersionStatus> news = new ArrayList<>();

  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile ImmutableMap<String, Routes> routes = ImmutableMap.of();
  private volatile boolean closed;

  Coordinator(RepositoryOptions options) {
    this.options = options;
    this.workers = Workers.of(options.loadThreads());
    long pause = NANOSECONDS.convert(options.pollInterval());
    if (pause > 0) {
      var unused = workers.timer().scheduleWithFixedDelay(this::poll, pause, pause, NANOSECONDS);
    }
  }

  /** What callers see, by the models' names. */
  ImmutableMap<String, Routes> routes() {
    checkOpen();
    return routes;
  }

  synchronized void setModels(Map<String, ModelConfig> configs) {
    checkOpen();
    configs.values().forEach(config -> LabelRule.check(config, models.get(config.name()), options));
    Map<String, ServedModel> next = new LinkedHashMap<>();
    configs.forEach(
        (name, config) -> {
          ServedModel kept = models.remove(name);
          ServedModel model = kept == null ? new ServedModel(config) : kept;
          model.configure(config);
          next.put(name, model);
        });
    leaveAll();
    models.putAll(next);
    look();
  }

  synchronized void refresh() {
    checkOpen();
    look();
  }

  /** Waits until a model answers, or until it is clear that it will not. */
  synchronized void await(String name, Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + NANOSECONDS.convert(timeout);
    while (true) {
      Routes model = ModelRepository.model(routes(), name);
      long left = end - System.nanoTime();
      if (model.newest().isPresent()) {
        return;
      }
      if (model.hopeless() || left <= 0) {
        throw model.noVersion();
      }
      NANOSECONDS.timedWait(this, left);
    }
  }

  void close() {
    synchronized (this) {
      if (!closed) {
        closed = true;
        leaveAll();
        settle();
      }
    }
    ended.join();
  }

  private void poll() {
    try {
      refresh();
    } catch (RuntimeException | Error e) {
      if (!closed) {
        LOGGER.warn("Looking for new versions failed; it goes on", e);
      }
    }
  }

  private void leaveAll() {
    models.values().forEach(ServedModel::leave);
    leaving.addAll(models.values());
    models.clear();
  }

  private void look() {
    for (ServedModel model : models.values()) {
      for (ServedVersion version : model.look()) {
        note(version);
        load(version);
      }
      for (ServedVersion version : model.versions()) {
        if (version.wanted && version.hasFailed() && !version.loading) {
          loadIfChanged(version);
        }
      }
    }
    settle();
  }

  private void loadIfChanged(ServedVersion version) {
    Set<String> now = VersionDirectories.fingerprint(version.directory);
    if (!now.equals(version.fingerprint)) {
      version.failures = 0;
      load(version);
    }
  }

  private void load(ServedVersion version) {
    version.cancelRetry();
    version.loading = true;
    workers.loaders().execute(() -> loadNow(version));
  }

  /** On a thread that loads. */
  private void loadNow(ServedVersion version) {
    if (!begin(version)) {
      return;
    }
    Predictor predictor;
    try {
      predictor = Predictor.load(version.directory, version.options);
    } catch (Throwable e) {
      // An Error too: a bundle can exhaust the stack or the heap, and the others still serve.
      failed(version, e);
      return;
    }
    loaded(version, predictor);
  }

  private synchronized boolean begin(ServedVersion version) {
    if (version.wanted) {
      version.fingerprint = VersionDirectories.fingerprint(version.directory);
      enter(version, State.LOADING, null);
    } else {
      version.loading = false;
    }
    settle();
    return version.wanted;
  }

  private synchronized void loaded(ServedVersion version, Predictor predictor) {
    version.loading = false;
    version.loaded = new LoadedVersion(version.id, predictor);
    enter(version, State.AVAILABLE, null);
    settle();
  }

  private synchronized void failed(ServedVersion version, Throwable error) {
    version.loading = false;
    version.failures++;
    enter(version, State.END, error);
    if (version.wanted && version.failures <= options.loadRetries()) {
      version.retry =
          workers
              .timer()
              .schedule(
                  () -> retry(version),
                  NANOSECONDS.convert(options.loadRetryInterval()),
                  NANOSECONDS);
    }
    settle();
  }

  private synchronized void retry(ServedVersion version) {
    // It may have been cancelled too late.
    if (version.wanted && !version.loading && version.hasFailed()) {
      load(version);
    }
  }

  /** Unloads and forgets what is not needed, and shows callers what is. */
  private void settle() {
    List<Drain> drains = new ArrayList<>();
    leaving.forEach(model -> unload(model, drains));
    models.values().forEach(model -> unload(model, drains));
    leaving.removeIf(model -> model.versions().isEmpty());
    routes = ImmutableMap.copyOf(Maps.transformValues(models, ServedModel::routes));
    notifyAll();
    news.forEach(status -> workers.events().execute(() -> tell(status)));
    news.clear();
    drains.forEach(this::drain);
    if (closed && leaving.isEmpty()) {
      workers.end();
      ended.complete(null);
    }
  }

  /** A version that is to be closed when the last has let go of it. */
  private record Drain(ServedModel model, ServedVersion version, LoadedVersion loaded) {}

  private void unload(ServedModel model, List<Drain> drains) {
    for (ServedVersion version : model.surplus()) {
      enter(version, State.UNLOADING, null);
      if (version.loaded != null) {
        drains.add(new Drain(model, version, version.loaded));
      }
    }
    for (ServedVersion version : List.copyOf(model.versions())) {
      boolean idle = version.state == State.START || version.hasFailed();
      if (!version.wanted && idle && !version.loading) {
        version.cancelRetry();
        if (version.state == State.START) {
          enter(version, State.END, null);
        }
        model.remove(version);
      }
    }
  }

  private void drain(Drain drain) {
    var unused = drain.loaded().drain().thenRunAsync(() -> closeNow(drain), workers.unloader());
  }

  /** On the thread that unloads. */
  private void closeNow(Drain drain) {
    Throwable error = null;
    try {
      drain.loaded().predictor().close();
    } catch (Throwable e) {
      error = e;
    }
    unloaded(drain, error);
  }

  private synchronized void unloaded(Drain drain, @Nullable Throwable error) {
    enter(drain.version(), State.END, error);
    drain.model().remove(drain.version());
    settle();
  }

  private void enter(ServedVersion version, State state, @Nullable Throwable error) {
    version.state = state;
    version.error = error;
    note(version);
  }

  private void note(ServedVersion version) {
    VersionStatus status = version.status();
    status
        .error()
        .ifPresentOrElse(
            error -> LOGGER.warn("{}", status, error), () -> LOGGER.info("{}", status));
    news.add(status);
  }

  /** On the thread of events. */
  private void tell(VersionStatus status) {
    try {
      options.listener().onChange(status);
    } catch (Throwable e) {
      LOGGER.warn("The listener failed on: {}", status, e);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The model repository is closed");
    }
  }
}
