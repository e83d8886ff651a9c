package dev.jera.datasets;

import com.google.common.primitives.Ints;
import java.util.OptionalLong;

/** All examples in another order in every pass. */
record ShuffledDataset(IndexedDataset source, long seed) implements Dataset {
  @Override
  public Pass pass(long number) {
    int size = Ints.checkedCast(source.size());
    return source.select(Seeded.permutation(size, Seeded.random(seed, number))).pass(number);
  }

  @Override
  public OptionalLong count() {
    return source.count();
  }
}
