package dev.jera.datasets;

import java.util.OptionalLong;

/** The first n examples of every pass, fewer if there are no more. */
record TakenDataset(Dataset source, long n) implements Dataset {
  TakenDataset {
    Checks.count(n, source.count());
  }

  @Override
  public Pass pass(long number) {
    return new LimitedPass(source.pass(number), n);
  }

  @Override
  public OptionalLong count() {
    return source.count().isPresent() || n == 0 ? OptionalLong.of(n) : OptionalLong.empty();
  }
}
