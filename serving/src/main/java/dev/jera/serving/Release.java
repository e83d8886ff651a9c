package dev.jera.serving;

import dev.jera.runtime.savedmodel.LoadedSavedModel;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Gives back what a {@link Predictor} holds, when it is closed or was dropped, and tells. It does
 * not refer to the predictor, which could not be collected then.
 */
final class Release implements Runnable {
  private final LoadedSavedModel model;
  private final Acceleration engine;
  private final ServingListener listener;
  private volatile boolean loaded;

  Release(LoadedSavedModel model, Acceleration engine, ServingListener listener) {
    this.model = model;
    this.engine = engine;
    this.listener = listener;
  }

  /** The bundle answers: it is told, and so is its end then. */
  void loaded(Duration took) {
    loaded = true;
    listener.onLoad(bundle(), took);
  }

  @Override
  public void run() {
    try (model) {
      engine.close();
    }
    if (loaded) {
      listener.onClose(bundle());
    }
  }

  private Path bundle() {
    return model.description().path();
  }
}
