package dev.jera.datasets;

import java.util.OptionalLong;

/** All but the first n examples of every pass. */
record SkippedDataset(Dataset source, long n) implements Dataset {
  SkippedDataset {
    Checks.count(n, source.count());
  }

  @Override
  public Pass pass(long number) {
    Pass pass = source.pass(number);
    try {
      pass.skip(n);
      return pass;
    } catch (RuntimeException | Error e) {
      pass.close();
      throw e;
    }
  }

  @Override
  public OptionalLong count() {
    OptionalLong count = source.count();
    return count.isPresent() ? OptionalLong.of(count.getAsLong() - n) : count;
  }
}
