package dev.jera.serving.repository;

import dev.jera.runtime.TensorData;
import dev.jera.serving.LeakDetector;
import dev.jera.serving.Predictor;
import dev.jera.serving.batching.PredictionRequest;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A version of a model, held: it stays loaded until the lease is closed, by whatever thread.
 *
 * <p>Hold it for a call, not for longer: a version that is held is not unloaded, and the repository
 * does not close. One that is dropped without being closed is logged and closed by {@link
 * LeakDetector}, once the collector has found it.
 */
public final class Lease implements AutoCloseable {
  private final LoadedVersion held;
  private final LeakDetector.Watch watch;
  private volatile boolean closed;

  /** A lease on what was acquired. */
  Lease(LoadedVersion held) {
    this.held = held;
    // Of held, not of this, which the watch must not refer to.
    this.watch = LeakDetector.sample(this, () -> "A lease on " + held.version(), held::release);
  }

  /** Which version answers. */
  public ModelVersion version() {
    return held.version();
  }

  /**
   * What answers. It is the repository's: do not close it, and do not keep it.
   *
   * @throws IllegalStateException if the lease is closed
   */
  public Predictor predictor() {
    checkOpen();
    return held.predictor();
  }

  /**
   * Asks for an answer: in a batch with other callers' requests where {@link ModelConfig#batching}
   * says so, see {@link dev.jera.serving.batching.BatchingPredictor#submit(PredictionRequest)};
   * otherwise on this thread, before this returns, whatever the request's deadline.
   *
   * @return a tensor for each output, by name. Hold the lease until it is there
   * @throws IllegalArgumentException if there is no such signature or output, or if the inputs are
   *     not what the signature asks for
   * @throws dev.jera.serving.PredictionException if the signature cannot be called; without batches
   *     also if TensorFlow fails, which with them is the future's failure
   * @throws dev.jera.serving.batching.QueueFullException if too many requests wait to be batched
   * @throws IllegalStateException if the lease is closed
   */
  public CompletableFuture<Map<String, TensorData>> submit(PredictionRequest request) {
    checkOpen();
    return held.submit(request);
  }

  /** Lets go of the version. Closing twice is harmless. */
  @Override
  public void close() {
    closed = true;
    watch.close();
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The lease on " + version() + " is closed");
    }
  }
}
