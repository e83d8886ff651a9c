package dev.jera.datasets;

import java.util.OptionalLong;

/** Examples read ahead by other threads. */
record PrefetchedDataset(Dataset source, int examples, int threads) implements Dataset {
  PrefetchedDataset {
    Checks.positive("examples", examples);
    Checks.positive("threads", threads);
  }

  @Override
  public Pass pass(long number) {
    return new PrefetchedPass(source.pass(number), examples, threads);
  }

  @Override
  public OptionalLong count() {
    return source.count();
  }
}
