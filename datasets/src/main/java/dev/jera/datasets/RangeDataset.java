package dev.jera.datasets;

import static com.google.common.base.Preconditions.checkArgument;

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
}
