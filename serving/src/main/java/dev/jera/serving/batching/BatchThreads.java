package dev.jera.serving.batching;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/** The threads that take batches from a queue and answer them, until it is closed and empty. */
final class BatchThreads {
  private static final ThreadFactory THREADS =
      new ThreadFactoryBuilder().setNameFormat("jera-batching-%d").setDaemon(true).build();

  private final List<Thread> threads;

  private BatchThreads(List<Thread> threads) {
    this.threads = threads;
  }

  static BatchThreads start(int count, BatchQueue queue, BatchRunner runner) {
    return start(THREADS, count, queue, runner);
  }

  /** Starts all threads or, if one cannot be started, closes the queue and leaves none. */
  static BatchThreads start(
      ThreadFactory factory, int count, BatchQueue queue, BatchRunner runner) {
    List<Thread> started = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        Thread thread = factory.newThread(() -> work(queue, runner));
        thread.start();
        started.add(thread);
      }
      return new BatchThreads(started);
    } catch (RuntimeException | Error e) {
      queue.close();
      new BatchThreads(started).join();
      throw e;
    }
  }

  /** Waits until all have ended, which they do once the queue is closed. */
  void join() {
    threads.forEach(Uninterruptibles::joinUninterruptibly);
  }

  private static void work(BatchQueue queue, BatchRunner runner) {
    boolean open = true;
    while (open) {
      try {
        List<Waiting> batch = queue.take();
        runner.answer(batch);
        open = !batch.isEmpty();
        // A caller's stage that ran here may have left an interrupt, which is not the others'.
        Thread.interrupted();
      } catch (InterruptedException e) {
        // Only closing the queue ends the thread: requests may be waiting.
        open = true;
      }
    }
  }
}
