package dev.jera.datasets;

import com.google.common.primitives.ImmutableIntArray;

/** Examples of another data set in an order of its own. */
record SelectedDataset(IndexedDataset source, ImmutableIntArray order) implements IndexedDataset {
  SelectedDataset {
    Checks.order(order.toArray(), source.size());
  }

  @Override
  public long size() {
    return order.length();
  }

  @Override
  public Example get(long index) {
    return source.get(order.get((int) Checks.index(index, size())));
  }
}
