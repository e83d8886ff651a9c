package dev.jera.datasets;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Ints;
import java.util.function.Supplier;

/**
 * The first pass of another data set, kept in memory from the first use on. If that fails, nothing
 * is kept and the next use tries again.
 */
final class CachedDataset implements IndexedDataset {
  private final Dataset source;
  private final Supplier<ImmutableList<Example>> examples;

  CachedDataset(Dataset source) {
    this.source = source;
    this.examples = Suppliers.memoize(() -> read(source));
  }

  private static ImmutableList<Example> read(Dataset source) {
    try (Pass pass = source.pass(0)) {
      return ImmutableList.copyOf(pass);
    }
  }

  /** Reads the source only if nothing else tells. */
  @Override
  public long size() {
    return source.count().orElseGet(() -> examples.get().size());
  }

  @Override
  public Example get(long index) {
    return examples.get().get(Ints.checkedCast(Checks.index(index, size())));
  }
}
