package dev.jera.serving;

import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a listener, and logs what it throws: what it hears of goes on.
 *
 * @param listener who hears
 */
record GuardedListener(ServingListener listener) implements ServingListener {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);

  /** Guards a listener; {@link ServingListener#NONE}, which needs no guard, stays itself. */
  static ServingListener of(ServingListener listener) {
    return listener == ServingListener.NONE ? listener : new GuardedListener(listener);
  }

  @Override
  public void onLoad(Path bundle, Duration took) {
    guard(bundle, () -> listener.onLoad(bundle, took));
  }

  @Override
  public void onClose(Path bundle) {
    guard(bundle, () -> listener.onClose(bundle));
  }

  @Override
  public void onCall(Call call) {
    guard(call.bundle(), () -> listener.onCall(call));
  }

  @Override
  public void onBatch(Batch batch) {
    guard(batch.bundle(), () -> listener.onBatch(batch));
  }

  @Override
  public void onQueue(Path bundle, int requests) {
    guard(bundle, () -> listener.onQueue(bundle, requests));
  }

  private static void guard(Path bundle, Runnable event) {
    try {
      event.run();
    } catch (RuntimeException | Error e) {
      LOG.warn("Predictor of {}: the listener failed", bundle, e);
    }
  }
}
