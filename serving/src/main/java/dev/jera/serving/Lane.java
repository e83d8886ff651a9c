package dev.jera.serving;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/**
 * A thread on which a plan is tried, for sessions of as many threads each.
 *
 * <p>TensorFlow keeps oneDNN's kernels by thread and shape, made for the number of threads of the
 * session that first ran there. On a thread that had run both kinds of sessions, each call of one
 * that needs no other thread would wake one and wait for it, which takes longer than a small batch.
 */
final class Lane implements AutoCloseable {
  private static final ThreadFactory THREADS =
      new ThreadFactoryBuilder().setNameFormat("jera-plan-%d").setDaemon(true).build();

  private final ExecutorService thread = Executors.newSingleThreadExecutor(THREADS);

  /** Calls on the thread, and waits; what is thrown there is thrown here. */
  <T> T call(Supplier<T> work) {
    return await(CompletableFuture.supplyAsync(work, thread));
  }

  /** Runs on the thread, and waits; what is thrown there is thrown here. */
  void run(Runnable work) {
    CompletableFuture<Void> done = CompletableFuture.runAsync(work, thread);
    await(done);
  }

  private static <T> T await(CompletableFuture<T> done) {
    try {
      return done.join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause();
      if (cause != null) {
        Throwables.throwIfUnchecked(cause);
      }
      throw e;
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
