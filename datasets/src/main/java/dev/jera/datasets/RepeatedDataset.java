package dev.jera.datasets;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * Several passes of a data set as one. Pass k has the source's passes k * times ... k * times +
 * times - 1.
 *
 * @param times at least 0
 */
record RepeatedDataset(Dataset source, long times) implements Dataset {
  RepeatedDataset {
    checkArgument(times >= 0, "times: %s (expected: >= 0; repeat() is endless)", times);
  }

  @Override
  public Pass pass(long number) {
    long first = Math.multiplyExact(number, times);
    return new ChainedPass(
        LongStream.range(first, Math.addExact(first, times))
            .mapToObj(pass -> new ChainedPass.Part(source, pass))
            .iterator());
  }

  @Override
  public OptionalLong count() {
    OptionalLong count = source.count();
    return count.isPresent()
        ? OptionalLong.of(Math.multiplyExact(count.getAsLong(), times))
        : count;
  }
}
