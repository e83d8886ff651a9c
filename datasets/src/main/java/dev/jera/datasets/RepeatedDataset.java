package dev.jera.datasets;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * Several passes of a data set as one, or endlessly many.
 *
 * @param times at least 0; {@link #ENDLESS} for a pass without an end
 */
record RepeatedDataset(Dataset source, long times) implements Dataset {
  /** More passes than any run has. */
  static final long ENDLESS = Long.MAX_VALUE;

  RepeatedDataset {
    checkArgument(times >= 0, "times: %s (expected: >= 0; repeat() is endless)", times);
  }

  @Override
  public Pass pass(long number) {
    Dataset repeated = times == ENDLESS ? new NotEmpty(source) : source;
    long first = Seeded.firstPass(number);
    return new ChainedPass(
        LongStream.range(0, times)
            .map(repetition -> first + repetition & Long.MAX_VALUE)
            .mapToObj(pass -> new ChainedPass.Part(repeated, pass))
            .iterator());
  }

  /** Empty, too, where a long does not hold it. */
  @Override
  public OptionalLong count() {
    OptionalLong count = source.count();
    boolean known =
        times != ENDLESS
            && count.isPresent()
            && (times == 0 || count.getAsLong() <= Long.MAX_VALUE / times);
    return known ? OptionalLong.of(count.getAsLong() * times) : OptionalLong.empty();
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
