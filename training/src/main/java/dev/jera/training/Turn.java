package dev.jera.training;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Lets one thread in at a time, and none after the end; who comes at the wrong moment is told. */
final class Turn {
  private final String owner;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean ended;

  /**
   * @param owner whose turn it is, for the error
   */
  Turn(String owner) {
    this.owner = owner;
  }

  <T> T take(Supplier<T> action) {
    enter();
    try {
      if (ended) {
        throw new IllegalStateException(owner + " is closed (expected: calls before close)");
      }
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #take}, but not from within another call, as a callback's would be. */
  <T> T takeAlone(Supplier<T> action) {
    return take(
        () -> {
          checkAlone();
          return action.get();
        });
  }

  /** Ends it; a second end does nothing. */
  void end(Runnable action) {
    enter();
    try {
      checkAlone();
      if (!ended) {
        ended = true;
        action.run();
      }
    } finally {
      lock.unlock();
    }
  }

  private void checkAlone() {
    if (lock.getHoldCount() > 1) {
      throw new IllegalStateException(
          owner
              + " is in the middle of fit (expected: fit, restore and close are not called from a callback)");
    }
  }

  private void enter() {
    if (!lock.tryLock()) {
      throw new IllegalStateException(
          "%s is in use by another thread (expected: one thread at a time; make a Trainer for each)"
              .formatted(owner));
    }
  }
}
