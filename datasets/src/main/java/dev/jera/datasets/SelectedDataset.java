package dev.jera.datasets;

import java.util.List;

/** Examples of another data set in an order of its own. */
record SelectedDataset(IndexedDataset source, List<Integer> order) implements IndexedDataset {
  @Override
  public long size() {
    return order.size();
  }

  @Override
  public Example get(long index) {
    return source.get(order.get(Math.toIntExact(index)));
  }
}
