package dev.jera.training.estimator;

import dev.jera.datasets.BatchedDataset;

/**
 * Where an estimator's data comes from, such as {@code () ->
 * Mnist.train().shuffle(7).repeat().batch(100)}, or {@link ArrayInput}.
 *
 * <p>It is called once a run. A run that is resumed goes on behind the batches that were seen: the
 * function gives the same data each time.
 */
@FunctionalInterface
public interface InputFunction {
  /** The data. */
  BatchedDataset get();
}
