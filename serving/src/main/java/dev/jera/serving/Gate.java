package dev.jera.serving;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Lets any number of calls through at once until it is closed, which waits for the last of them.
 *
 * <p>A call holds the read lock, closing takes the write lock: its cost is a few dozen nanoseconds
 * beside a native run of microseconds, and there is no window between the check and the call. The
 * flag is there so that callers are refused at once, not queued behind a close that waits.
 */
final class Gate {
  private final String owner;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private volatile boolean closed;
  private boolean released;

  /** A gate, open. */
  Gate(String owner) {
    this.owner = owner;
  }

  /**
   * Makes a call.
   *
   * @throws IllegalStateException if the gate is closed; the call is not made then
   */
  <T> T pass(Supplier<T> call) {
    // Not lock(), which would queue a caller behind a close that waits.
    if (!lock.readLock().tryLock()) {
      throw closed();
    }
    try {
      if (closed) {
        throw closed();
      }
      return call.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Refuses further calls, waits for those under way, then releases what they used. Whoever closes
   * it again only waits.
   *
   * @throws IllegalStateException within a call; the gate stays open then
   */
  void close(Runnable release) {
    if (lock.getReadHoldCount() > 0) {
      throw new IllegalStateException(
          "%s: close() within a call, which it would wait for (expected: after the call, or on another thread)"
              .formatted(owner));
    }
    closed = true;
    lock.writeLock().lock();
    try {
      if (!released) {
        released = true;
        release.run();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private IllegalStateException closed() {
    return new IllegalStateException(owner + " is closed");
  }
}
