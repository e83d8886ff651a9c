package dev.jera.serving;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Hears what serving does, on the threads that do it: it must be fast. What it throws is logged,
 * and serving goes on. Every method does nothing unless overridden.
 */
public interface ServingListener {
  /** Hears nothing. */
  ServingListener NONE = new ServingListener() {};

  /** A bundle was loaded and answers. */
  default void onLoad(Path bundle, Duration took) {}

  /** A bundle was closed, or dropped and collected, its native memory given back. */
  default void onClose(Path bundle) {}

  /**
   * TensorFlow was asked, and answered or failed. It is told inside the call: the predictor cannot
   * be closed here, as closing waits for the calls under way.
   */
  default void onCall(Call call) {}

  /** A batch was taken from a queue and goes to TensorFlow, which {@link #onCall} then tells. */
  default void onBatch(Batch batch) {}

  /**
   * The length of a queue has changed. It is told in the order of the changes, while the queue is
   * locked.
   *
   * @param bundle the directory of the bundle, the version included
   * @param requests how many requests wait now
   */
  default void onQueue(Path bundle, int requests) {}

  /**
   * A call of TensorFlow.
   *
   * @param bundle the directory of the bundle, the version included
   * @param signature what was called
   * @param examples the first size of the inputs' batch; 1 where the signature has no batch
   * @param took from the inputs, checked, to the copied answer
   * @param failure why it failed, where it did
   */
  record Call(
      Path bundle, String signature, long examples, Duration took, Optional<Throwable> failure) {}

  /**
   * Requests that are answered together.
   *
   * @param bundle the directory of the bundle, the version included
   * @param signature what is called
   * @param requests how many requests there are, at least 1
   * @param examples how many examples they hold together; 1 where the signature cannot be batched
   * @param padding how many examples are added, to reach an allowed size
   * @param waited how long the oldest of the requests waited
   */
  record Batch(
      Path bundle, String signature, int requests, int examples, int padding, Duration waited) {}
}
