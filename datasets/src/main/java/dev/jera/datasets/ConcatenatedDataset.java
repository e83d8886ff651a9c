package dev.jera.datasets;

import java.util.List;
import java.util.OptionalLong;

/** The examples of one data set, then those of another. */
record ConcatenatedDataset(Dataset first, Dataset second) implements Dataset {
  @Override
  public Pass pass(long number) {
    return new ChainedPass(
        List.of(new ChainedPass.Part(first, number), new ChainedPass.Part(second, number))
            .iterator());
  }

  @Override
  public OptionalLong count() {
    OptionalLong a = first.count();
    OptionalLong b = second.count();
    return a.isPresent() && b.isPresent()
        ? OptionalLong.of(Math.addExact(a.getAsLong(), b.getAsLong()))
        : OptionalLong.empty();
  }
}
