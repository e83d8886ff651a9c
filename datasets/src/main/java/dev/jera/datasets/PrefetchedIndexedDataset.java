package dev.jera.datasets;

/** Examples whose passes are read ahead by other threads; a single one is read when asked for. */
record PrefetchedIndexedDataset(IndexedDataset source, int examples, int threads)
    implements IndexedDataset {
  PrefetchedIndexedDataset {
    Checks.positive("examples", examples);
    Checks.positive("threads", threads);
  }

  @Override
  public long size() {
    return source.size();
  }

  @Override
  public Example get(long index) {
    return source.get(index);
  }

  @Override
  public Pass pass(long number) {
    return new PrefetchedPass(source.pass(number), examples, threads);
  }

  /** Of the source, so that it is read ahead in the new order. */
  @Override
  public IndexedDataset select(int[] order) {
    return new PrefetchedIndexedDataset(source.select(order), examples, threads);
  }
}
