package dev.jera.serving.repository;

import dev.jera.serving.Predictor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A version that answers, and how many hold it: it is closed after the last has let go.
 *
 * <p>Taking and letting go is one atomic addition each, without a lock and without a retry.
 */
final class LoadedVersion {
  /** Added once, when the version is to take no more: the count is negative from then on. */
  private static final long DRAINING = Long.MIN_VALUE;

  private final ModelVersion version;
  private final Predictor predictor;
  private final AtomicLong holders = new AtomicLong();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();

  LoadedVersion(ModelVersion version, Predictor predictor) {
    this.version = version;
    this.predictor = predictor;
  }

  ModelVersion version() {
    return version;
  }

  Predictor predictor() {
    return predictor;
  }

  /** Whether it may be used, until {@link #release()}; false once it drains. */
  boolean acquire() {
    if (holders.getAndIncrement() >= 0) {
      return true;
    }
    release();
    return false;
  }

  void release() {
    if (holders.decrementAndGet() == DRAINING) {
      drained.complete(null);
    }
  }

  /**
   * Lets no one take it any more; to be called once.
   *
   * @return complete when the last has let go
   */
  CompletableFuture<Void> drain() {
    if (holders.addAndGet(DRAINING) == DRAINING) {
      drained.complete(null);
    }
    return drained;
  }
}
