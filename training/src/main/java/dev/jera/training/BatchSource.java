package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.datasets.BatchedDataset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The batches of a run, pass after pass over its data. */
final class BatchSource implements AutoCloseable {
  private final Engine engine;
  private final BatchedDataset data;
  private final boolean checked;
  private final boolean endless;
  private long pass;
  private long batchInPass;
  private @Nullable BatchReader reader;

  /**
   * @param data what is read, checked
   * @param checked whether all its labels were looked at
   * @param endless whether a pass goes on to the next one, because epochs are counted in steps
   */
  BatchSource(Engine engine, BatchedDataset data, boolean checked, boolean endless) {
    this.engine = engine;
    this.data = data;
    this.checked = checked;
    this.endless = endless;
    this.pass = engine.graph().epochs();
  }

  /** Goes to a place before anything is read. */
  void seek(long pass, long batchInPass) {
    this.pass = pass;
    this.batchInPass = batchInPass;
  }

  /** The number of the pass. */
  long pass() {
    return pass;
  }

  /** How many of the pass' batches are done. */
  long batchInPass() {
    return batchInPass;
  }

  /**
   * The next batch, which the caller closes; empty at the end of a pass.
   *
   * @throws IllegalArgumentException if a pass has none at all, or one does not fit
   */
  Optional<Batch> next() {
    BatchReader open = open();
    if (open.hasNext()) {
      return Optional.of(open.next());
    }
    checkArgument(
        batchInPass > 0,
        "data: no batches in pass %s (expected: at least one, of %s examples)",
        pass,
        data.batchSize());
    close();
    if (!endless) {
      return Optional.empty();
    }
    beginNextPass();
    return next();
  }

  /** How many batches, at most so many, come next in the pass that one run may take together. */
  int alike(int most) {
    return open().alike(most);
  }

  private BatchReader open() {
    BatchReader open = reader;
    if (open == null) {
      open = engine.read(data, checked, pass, batchInPass);
      reader = open;
    }
    return open;
  }

  /** The batch that was given is trained on. */
  void countDone() {
    batchInPass++;
  }

  /** An epoch is over: where it is a pass, so is the pass. */
  void endEpoch() {
    if (!endless) {
      beginNextPass();
    }
  }

  private void beginNextPass() {
    pass++;
    batchInPass = 0;
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
