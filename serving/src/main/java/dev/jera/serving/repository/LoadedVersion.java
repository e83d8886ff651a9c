package dev.jera.serving.repository;

import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.SavedModelException;
import dev.jera.serving.Predictor;
import dev.jera.serving.batching.Batching;
import dev.jera.serving.batching.BatchingPredictor;
import dev.jera.serving.batching.PredictionRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A version that answers, and how many hold it: it is closed after the last has let go.
 *
 * <p>Taking and letting go is one atomic addition each, without a lock and without a retry.
 */
final class LoadedVersion implements AutoCloseable {
  /** Added once, when the version is to take no more: the count is negative from then on. */
  private static final long DRAINING = Long.MIN_VALUE;

  private final ModelVersion version;
  private final Predictor predictor;
  private final Optional<BatchingPredictor> batches;
  private final AtomicLong holders = new AtomicLong();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();

  /** Owns the predictor. */
  LoadedVersion(ModelVersion version, Predictor predictor, Optional<Batching> batching) {
    this.version = version;
    this.predictor = predictor;
    this.batches = batching.map(how -> new BatchingPredictor(predictor, how));
  }

  /**
   * Loads a version.
   *
   * @throws SavedModelException as {@link Predictor#load} does
   */
  static LoadedVersion load(ModelVersion version, Path directory, ModelConfig config) {
    return new LoadedVersion(
        version, Predictor.load(directory, config.options()), config.batching());
  }

  ModelVersion version() {
    return version;
  }

  Predictor predictor() {
    return predictor;
  }

  /** Asks by a batch where there are batches, else now and on this thread. */
  CompletableFuture<Map<String, TensorData>> submit(PredictionRequest request) {
    if (batches.isPresent()) {
      return batches.get().submit(request);
    }
    return CompletableFuture.completedFuture(
        request.outputs().isEmpty()
            ? predictor.predict(request.signature(), request.inputs())
            : predictor.predict(request.signature(), request.inputs(), request.outputs()));
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

  /** Answers what waits to be batched, then frees the memory; to be called once it is drained. */
  @Override
  public void close() {
    batches.ifPresent(BatchingPredictor::close);
    predictor.close();
  }
}
