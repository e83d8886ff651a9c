package dev.jera.datasets;

import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Another pass, read ahead. Every thread in turn takes the next task from the source and queues a
 * slot for its example, which keeps the order; then all run their tasks at once.
 */
final class PrefetchedPass implements Pass {
  private static final ThreadFactory THREADS =
      new ThreadFactoryBuilder().setNameFormat("jera-prefetch-%d").setDaemon(true).build();

  private enum Kind {
    EXAMPLE,
    /** The source itself failed: no example comes after it. */
    FAILURE,
    END
  }

  private record Slot(Kind kind, CompletableFuture<Example> example) {}

  private final Pass source;
  private final int threads;
  private final Semaphore room;
  private final BlockingQueue<Slot> slots = new LinkedBlockingQueue<>();
  private List<Thread> readers = List.of();
  private @Nullable Slot head;
  private boolean ended;
  private volatile boolean closed;

  PrefetchedPass(Pass source, int examples, int threads) {
    this.source = source;
    this.threads = Math.min(threads, examples);
    this.room = new Semaphore(examples);
  }

  @Override
  public boolean hasNext() {
    return head().kind() != Kind.END;
  }

  @Override
  public Example next() {
    Slot slot = head();
    if (slot.kind() == Kind.END) {
      throw new NoSuchElementException();
    }
    try {
      Example example = slot.example().get();
      consume();
      return example;
    } catch (ExecutionException e) {
      if (slot.kind() == Kind.EXAMPLE) {
        consume();
      }
      Throwable cause = requireNonNull(e.getCause());
      Throwables.throwIfUnchecked(cause);
      throw new IllegalStateException(cause);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Before the first example nothing is read for it. */
  @Override
  public void skip(long examples) {
    if (!closed && readers.isEmpty()) {
      source.skip(examples);
      return;
    }
    Checks.notNegative("examples", examples);
    for (long i = 0; i < examples && hasNext(); i++) {
      if (head().kind() == Kind.FAILURE) {
        next();
      }
      consume();
    }
  }

  /** The slot of the next example, which may still be worked on. */
  private Slot head() {
    checkState(!closed, "pass: closed (expected: open)");
    if (readers.isEmpty()) {
      readers = Stream.generate(() -> THREADS.newThread(this::readAhead)).limit(threads).toList();
      readers.forEach(Thread::start);
    }
    Slot slot = head;
    try {
      if (slot == null) {
        slot = slots.take();
        head = slot;
      }
      return slot;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private void consume() {
    head = null;
    room.release();
  }

  private static DatasetException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new DatasetException("Interrupted while the next example was read ahead", e);
  }

  private void readAhead() {
    try {
      boolean more = true;
      while (more && !closed) {
        room.acquire();
        more = readOne();
      }
    } catch (InterruptedException e) {
      // Only close() interrupts: there is nobody left to tell.
    }
  }

  /** Reads one example; false if there are no more. */
  private boolean readOne() {
    var example = new CompletableFuture<Example>();
    Supplier<Example> task;
    synchronized (slots) {
      if (ended) {
        return false;
      }
      try {
        if (!source.hasNext()) {
          end(new Slot(Kind.END, example));
          return false;
        }
        task = source.nextTask();
        slots.add(new Slot(Kind.EXAMPLE, example));
      } catch (Throwable e) {
        example.completeExceptionally(e);
        end(new Slot(Kind.FAILURE, example));
        return false;
      }
    }
    try {
      example.complete(task.get());
    } catch (Throwable e) {
      example.completeExceptionally(e);
    }
    return true;
  }

  private void end(Slot last) {
    ended = true;
    slots.add(last);
    // The other threads may wait for room: they too shall see the end.
    room.release(threads);
  }

  /** Waits for the examples that are being worked on, whose threads are interrupted. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    readers.forEach(Thread::interrupt);
    readers.forEach(Uninterruptibles::joinUninterruptibly);
    source.close();
  }
}
