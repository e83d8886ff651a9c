package dev.jera.datasets;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;

/** Neighbouring examples of another data set: begin..end-1. */
record RangeDataset(IndexedDataset source, long begin, long end) implements IndexedDataset {
  RangeDataset {
    checkArgument(
        begin >= 0 && begin <= end && end <= source.size(),
        "range: %s..%s (expected: within 0..%s)",
        begin,
        end,
        source.size());
  }

  @Override
  public long size() {
    return end - begin;
  }

  @Override
  public Example get(long index) {
    return source.get(begin + Checks.index(index, size()));
  }

  /** Through the pass of the source, which may be read ahead. */
  @Override
  public Pass pass(long number) {
    return new LimitedPass(new SkippedDataset(source, begin).pass(number), size());
  }

  /** Of the source, which may read ahead in the new order. */
  @Override
  public IndexedDataset select(int[] order) {
    if (end > Integer.MAX_VALUE) {
      return IndexedDataset.super.select(order);
    }
    Checks.order(order, size());
    return source.select(Arrays.stream(order).map(i -> (int) begin + i).toArray());
  }
}
