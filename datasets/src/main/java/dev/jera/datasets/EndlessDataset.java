package dev.jera.datasets;

import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * The passes of a data set one after the other, for ever. Pass k begins with the source's pass k *
 * 2^32, so that two passes share none.
 */
record EndlessDataset(Dataset source) implements Dataset {
  private static final int PASSES_BITS = 32;

  @Override
  public Pass pass(long number) {
    return new ChainedPass(
        LongStream.iterate(number << PASSES_BITS, pass -> pass + 1)
            .mapToObj(pass -> new ChainedPass.Part(new NotEmpty(source), pass))
            .iterator());
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.empty();
  }

  /** Refuses a pass without examples, after which the search for the next would never end. */
  private record NotEmpty(Dataset source) implements Dataset {
    @Override
    public Pass pass(long number) {
      Pass pass = source.pass(number);
      try {
        if (pass.hasNext()) {
          return pass;
        }
        throw empty();
      } catch (RuntimeException | Error e) {
        pass.close();
        throw e;
      }
    }

    @Override
    public OptionalLong count() {
      OptionalLong count = source.count();
      if (count.equals(OptionalLong.of(0))) {
        throw empty();
      }
      return count;
    }

    private static DatasetException empty() {
      return new DatasetException(
          "repeat: a pass without examples (expected: at least one, to go on endlessly)");
    }
  }
}
