package dev.jera.datasets;

import java.util.NoSuchElementException;
import java.util.function.Supplier;

/** The examples by their index. */
final class IndexedPass implements Pass {
  private final IndexedDataset data;
  private final long size;
  private long next;

  IndexedPass(IndexedDataset data) {
    this.data = data;
    this.size = data.size();
  }

  @Override
  public boolean hasNext() {
    return next < size;
  }

  @Override
  public Example next() {
    return data.get(advance());
  }

  @Override
  public Supplier<Example> nextTask() {
    long index = advance();
    return () -> data.get(index);
  }

  private long advance() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return next++;
  }

  @Override
  public void skip(long examples) {
    next += Math.min(size - next, Checks.notNegative("examples", examples));
  }
}
