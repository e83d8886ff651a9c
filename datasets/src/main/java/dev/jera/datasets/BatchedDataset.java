package dev.jera.datasets;

import com.google.common.math.LongMath;
import java.math.RoundingMode;
import java.util.OptionalLong;

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
    KEEP(RoundingMode.CEILING),
    /** They are left out. */
    DROP(RoundingMode.FLOOR);

    private final RoundingMode rounding;

    Remainder(RoundingMode rounding) {
      this.rounding = rounding;
    }
  }

  /** Checks the batch size. */
  public BatchedDataset {
    Checks.positive("batchSize", batchSize);
  }

  /** The same with another end of a pass. */
  public BatchedDataset withRemainder(Remainder remainder) {
    return new BatchedDataset(examples, batchSize, remainder);
  }

  /** How many batches a pass has; empty if only reading tells. */
  public OptionalLong count() {
    OptionalLong count = examples.count();
    return count.isPresent()
        ? OptionalLong.of(LongMath.divide(count.getAsLong(), batchSize, remainder.rounding))
        : count;
  }
}
