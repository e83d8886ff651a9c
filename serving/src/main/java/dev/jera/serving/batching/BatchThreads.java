package dev.jera.serving.batching;

import com.google.common.collect.ImmutableList;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;

/** The threads that take batches from a queue and answer them, until it is closed and empty. */
final class BatchThreads {
  private static final ThreadFactory THREADS =
      new ThreadFactoryBuilder().setNameFormat("jera-batching-%d").setDaemon(true).build();

  private final List<Thread> threads;

  private BatchThreads(List<Thread> threads) {
    this.threads = threads;
  }

  static BatchThreads start(int count, BatchQueue queue, BatchRunner runner) {
    List<Thread> threads =
        Stream.generate(() -> THREADS.newThread(() -> work(queue, runner)))
            .limit(count)
            .collect(ImmutableList.toImmutableList());
    threads.forEach(Thread::start);
    return new BatchThreads(threads);
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
