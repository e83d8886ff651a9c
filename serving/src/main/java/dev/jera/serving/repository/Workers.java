package dev.jera.serving.repository;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

/**
 * A repository's threads, daemons all.
 *
 * @param timer looks for versions and begins retries
 * @param loaders load versions
 * @param unloader closes versions: one that loads for long does not keep memory from being freed
 * @param events tells the listener, one state after the other
 */
record Workers(
    ScheduledExecutorService timer,
    ExecutorService loaders,
    ExecutorService unloader,
    ExecutorService events) {

  static Workers of(int loadThreads) {
    return new Workers(
        Executors.newSingleThreadScheduledExecutor(named("jera-repository")),
        Executors.newFixedThreadPool(loadThreads, named("jera-load-%d")),
        Executors.newSingleThreadExecutor(named("jera-unload")),
        Executors.newSingleThreadExecutor(named("jera-repository-events")));
  }

  /** Ends the threads; the listener still hears what was told before. */
  void end() {
    timer.shutdownNow();
    loaders.shutdown();
    unloader.shutdown();
    events.shutdown();
  }

  private static ThreadFactory named(String format) {
    return new ThreadFactoryBuilder().setNameFormat(format).setDaemon(true).build();
  }
}
