package dev.jera.datasets;

/** The examples of one data set, then those of another, by one index. */
record ConcatenatedIndexedDataset(IndexedDataset first, IndexedDataset second)
    implements IndexedDataset {
  @Override
  public long size() {
    return Math.addExact(first.size(), second.size());
  }

  @Override
  public Example get(long index) {
    Checks.index(index, size());
    return index < first.size() ? first.get(index) : second.get(index - first.size());
  }

  /** Through the passes of the two, which may be read ahead. */
  @Override
  public Pass pass(long number) {
    return new ConcatenatedDataset(first, second).pass(number);
  }
}
