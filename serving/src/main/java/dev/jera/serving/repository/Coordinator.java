package dev.jera.serving.repository;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what is loaded and unloaded, and when.
 *
 * <p>All that changes is guarded by the coordinator's own lock, one turn after the other; no call
 * of a model takes it, since calls read {@link #routes()}. Neither looks at the disk nor loads nor
 * closes nor listeners run under it.
 */
final class Coordinator {
  private static final Logger LOGGER = LoggerFactory.getLogger(Coordinator.class);

  private final RepositoryOptions options;
  private final Directories directories;
  private final Workers workers;
  private final News news;
  private final Loads loads;
  private final Unloads unloads;
  private final ServedModels models = new ServedModels();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile ImmutableMap<String, Routes> routes = ImmutableMap.of();
  private volatile boolean closed;
  private long looks;

  Coordinator(RepositoryOptions options, Directories directories) {
    this.options = options;
    this.directories = directories;
    this.workers = Workers.of(options.loadThreads());
    this.news = new News(options.listener(), workers.events());
    this.loads = new Loads(options, directories, workers, news, this::turn);
    this.unloads = new Unloads(workers, news, this::turn);
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

  void setModels(Map<String, ModelConfig> configs) {
    Set<Path> basePaths =
        configs.values().stream().map(ModelConfig::basePath).collect(ImmutableSet.toImmutableSet());
    Look.Seen seen = begin(basePaths).see(directories);
    turn(
        () -> {
          checkOpen();
          models.checkLabels(configs.values(), options);
          models.set(configs);
          take(seen);
        });
  }

  void refresh() {
    Look.Seen seen = begin().see(directories);
    turn(
        () -> {
          checkOpen();
          take(seen);
        });
  }

  /**
   * Waits until a model answers, or until it is clear that it will not.
   *
   * @param enough what has to hold beside
   */
  synchronized void await(String name, Duration timeout, Predicate<Routes> enough)
      throws InterruptedException {
    long end = System.nanoTime() + NANOSECONDS.convert(timeout);
    while (true) {
      Routes model = ModelRepository.model(routes(), name);
      long left = end - System.nanoTime();
      if (model.newest().isPresent() && enough.test(model)) {
        return;
      }
      if (model.hopeless() || left <= 0) {
        throw model.newest().isPresent() ? model.notLoaded() : model.noVersion();
      }
      NANOSECONDS.timedWait(this, left);
    }
  }

  void close() {
    turn(
        () -> {
          closed = true;
          models.leave();
        });
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

  private synchronized Look begin() {
    return begin(models.basePaths());
  }

  private synchronized Look begin(Set<Path> basePaths) {
    checkOpen();
    looks++;
    return new Look(looks, basePaths, models.failed());
  }

  /** Takes what a look has found; a model may have got another base path since it began. */
  private void take(Look.Seen seen) {
    for (ServedModel model : models.configured()) {
      Look.Sight sight = seen.sights().get(model.config().basePath());
      if (sight != null) {
        for (ServedVersion version : model.see(sight)) {
          news.note(version);
          loads.load(version);
        }
      }
    }
    seen.changed().forEach(loads::loadChanged);
  }

  /** Makes a change, then unloads and forgets what is not needed, and shows callers what is. */
  private synchronized void turn(Runnable change) {
    change.run();
    models.all().forEach(unloads::begin);
    models.forget();
    routes = models.routes();
    notifyAll();
    news.tell();
    unloads.drain();
    if (closed && models.isEmpty()) {
      workers.end();
      ended.complete(null);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The model repository is closed");
    }
  }
}
