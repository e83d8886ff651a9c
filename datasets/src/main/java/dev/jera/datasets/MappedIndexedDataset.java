package dev.jera.datasets;

/** Examples changed one by one, when they are asked for; the same in every pass. */
record MappedIndexedDataset(IndexedDataset source, Mapping mapping) implements IndexedDataset {
  @Override
  public long size() {
    return source.size();
  }

  @Override
  public Example get(long index) {
    return mapping.apply(source.get(index), 0, index);
  }

  /** Through the pass of the source, which may be read ahead. */
  @Override
  public Pass pass(long number) {
    return new MappedDataset(source, mapping).pass(number);
  }

  /** Of the source, so that errors name the number in the pass. */
  @Override
  public IndexedDataset select(int[] order) {
    return new MappedIndexedDataset(source.select(order), mapping);
  }
}
