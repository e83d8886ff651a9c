package dev.jera.training;

import org.tensorflow.types.family.TType;

/**
 * The tensors of one step. Whoever takes it closes it.
 *
 * @param features [examples, ...]
 * @param labels [examples, ...]
 */
record Batch(TType features, TType labels) implements AutoCloseable {
  @Override
  public void close() {
    features.close();
    labels.close();
  }
}
