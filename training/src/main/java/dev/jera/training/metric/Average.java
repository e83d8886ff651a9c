package dev.jera.training.metric;

/**
 * A mean over all classes.
 *
 * @see <a href="https://keras.io/api/metrics/classification_metrics/#f1score-class">Keras F1Score,
 *     the argument average</a>
 */
public enum Average implements Averaging {
  /** One score, from the counts of all classes together. */
  MICRO,
  /** The mean of the classes' scores; one that never occurs counts with its 0. */
  MACRO,
  /** The mean of the classes' scores, weighted by how often each is the true one. */
  WEIGHTED
}
