package dev.jera.serving;

/**
 * Whether TensorFlow runs a bundle as it was exported, or otherwise with the same answers: see
 * {@link Predictor#plans()}.
 */
public enum Planning {
  /** As it was exported. */
  NONE,
  /**
   * What is safe and was measured to be faster, when the bundle was loaded: that takes some tenths
   * of a second, more where batches of hundreds take long. Which of two that are about as fast is
   * taken may differ from load to load, and with it the last digits of an answer.
   */
  MEASURED,
  /** What is safe, unmeasured. */
  ALWAYS
}
