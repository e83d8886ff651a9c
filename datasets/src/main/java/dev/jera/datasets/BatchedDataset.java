package dev.jera.datasets;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Examples as steps of training take them.
 *
 * @param examples the examples
 * @param batchSize how many examples a batch has, at least 1
 * @param remainder what becomes of the examples at the end of a pass that fill no whole batch
 */
public record BatchedDataset(Dataset examples, int batchSize, Remainder remainder) {
  /** What becomes of examples that fill no whole batch. */
  public enum Remainder {
    /** They are a smaller batch. */
    KEEP,
    /** They are left out. */
    DROP
  }

  /** Checks the batch size. */
  public BatchedDataset {
    checkArgument(batchSize > 0, "batchSize: %s (expected: >= 1)", batchSize);
  }
}
