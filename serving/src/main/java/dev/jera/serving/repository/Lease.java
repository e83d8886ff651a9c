package dev.jera.serving.repository;

import dev.jera.serving.LeakDetector;
import dev.jera.serving.Predictor;

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
    if (closed) {
      throw new IllegalStateException("The lease on " + version() + " is closed");
    }
    return held.predictor();
  }

  /** Lets go of the version. Closing twice is harmless. */
  @Override
  public void close() {
    closed = true;
    watch.close();
  }
}
