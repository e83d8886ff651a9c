package dev.jera.serving.repository;

import dev.jera.serving.repository.VersionStatus.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Unloads versions: takes them out of the routes, waits for the last that holds one, and closes it
 * on a thread that unloads. Guarded by its {@link Coordinator}, but for that.
 */
final class Unloads {
  private final Workers workers;
  private final News news;
  private final Executor turns;
  private final List<Drain> begun = new ArrayList<>();

  /** A version that is to be closed when the last has let go of it. */
  private record Drain(ServedModel model, ServedVersion version, LoadedVersion loaded) {}

  /**
   * @param turns makes changes in the coordinator's turn, before it returns
   */
  Unloads(Workers workers, News news, Executor turns) {
    this.workers = workers;
    this.news = news;
    this.turns = turns;
  }

  /** Begins to unload what a model does not need, and forgets what of it is not loaded anyway. */
  void begin(ServedModel model) {
    for (ServedVersion version : model.surplus()) {
      news.enter(version, State.UNLOADING, null);
      if (version.loaded != null) {
        begun.add(new Drain(model, version, version.loaded));
      }
    }
    for (ServedVersion version : model.idle()) {
      version.cancelRetry();
      if (version.state == State.START) {
        news.enter(version, State.END, null);
      }
      model.remove(version);
    }
  }

  /**
   * Drains what has begun to unload; to be called when the routes that lead past it are published,
   * so that a caller who comes too late for it finds another way at once.
   */
  void drain() {
    List<Drain> drains = List.copyOf(begun);
    begun.clear();
    for (Drain drain : drains) {
      var unused = drain.loaded().drain().thenRunAsync(() -> close(drain), workers.unloader());
    }
  }

  private void close(Drain drain) {
    @Nullable Throwable error = null;
    try {
      drain.loaded().close();
    } catch (Throwable e) {
      error = e;
    }
    @Nullable Throwable failure = error;
    turns.execute(() -> unloaded(drain, failure));
  }

  private void unloaded(Drain drain, @Nullable Throwable error) {
    news.enter(drain.version(), State.END, error);
    drain.model().remove(drain.version());
  }
}
