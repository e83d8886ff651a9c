package dev.jera.datasets;

import com.google.common.primitives.ImmutableIntArray;

/** Examples of another data set in an order of its own. */
record SelectedDataset(IndexedDataset source, ImmutableIntArray order) implements IndexedDataset {
  SelectedDataset {
    long size = source.size();
    for (int i = 0; i < order.length(); i++) {
      int index = order.get(i);
      if (index < 0 || index >= size) {
        throw new IllegalArgumentException(
            "order[%d]: %d (expected: an index of the %d examples)".formatted(i, index, size));
      }
    }
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
