package dev.jera.serving;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Hears what serving does, on the threads that do it: it must be fast and must not throw. Every
 * method does nothing unless overridden.
 */
public interface ServingListener {
  /** Hears nothing. */
  ServingListener NONE = new ServingListener() {};

  /** A bundle was loaded and answers. */
  default void onLoad(Path bundle, Duration took) {}

  /** A bundle was closed, its native memory given back. */
  default void onClose(Path bundle) {}

  /** TensorFlow was asked, and answered or failed. */
  default void onCall(Call call) {}

  /**
   * A call of TensorFlow.
   *
   * @param bundle the directory of the bundle, the version included
   * @param signature what was called
   * @param examples the first size of the inputs' batch; 1 where the signature has no batch
   * @param took from the check of the inputs to the copied answer
   * @param failure why it failed, where it did
   */
  record Call(
      Path bundle, String signature, long examples, Duration took, Optional<Throwable> failure) {}
}
