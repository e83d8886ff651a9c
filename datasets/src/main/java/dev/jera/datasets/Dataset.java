package dev.jera.datasets;

import java.util.OptionalLong;
import org.tensorflow.ndarray.NdArray;

/**
 * Labelled examples that are read one after the other: a description, which holds no open file.
 *
 * <p>Two passes of one number give the same examples in the same order, so that a run that was
 * stopped goes on where it was.
 */
public interface Dataset {
  /**
   * Begins a pass.
   *
   * @param number 0 for the first pass of a run, then 1 ...; what is shuffled has another order in
   *     each
   */
  Pass pass(long number);

  /** How many examples a pass has; empty if only reading tells. */
  OptionalLong count();

  /**
   * Examples in memory.
   *
   * @param features [n, ...]
   * @param labels [n, ...]
   * @throws IllegalArgumentException if an array is a scalar or the first axes differ
   */
  static ArrayDataset of(NdArray<?> features, NdArray<?> labels) {
    return ArrayDataset.of(features, labels);
  }

  /** Temporary. */
  default Dataset take(long n) {
    throw new UnsupportedOperationException();
  }

  /** Temporary. */
  default Dataset skip(long n) {
    throw new UnsupportedOperationException();
  }

  /** Temporary. */
  default Dataset weighByClass(java.util.Map<Integer, Double> weights) {
    throw new UnsupportedOperationException();
  }
}
