package dev.jera.serving.batching;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Comparators;
import com.google.common.collect.ImmutableList;
import com.google.common.math.IntMath;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * How requests are gathered to batches. Its parts are those of TensorFlow Serving's batching file,
 * whose names are given in brackets, with their meaning there.
 *
 * @param maxBatchSize the most examples of a run [max_batch_size], at least 1. A request of more is
 *     run alone, in parts of this size (large batch splitting there)
 * @param timeout how long a request waits for others while a thread is free [batch_timeout_micros];
 *     0 to take at once whatever waits, which makes batches only while the threads are busy. More
 *     than 0 pays where there are more callers than {@code maxBatchSize}: with fewer, no batch is
 *     ever full, and each waits this long
 * @param queueBound the most batches that wait [max_enqueued_batches], at least 1: {@code
 *     queueBound * maxBatchSize} examples, over all signatures and shapes. A request of more than
 *     that waits only if no other does
 * @param allowedSizes the sizes that a run may have [allowed_batch_sizes], ascending, the last of
 *     them {@code maxBatchSize}; other batches are filled up to the next size by an example of
 *     theirs, whose answer is cut off. Empty for any size
 * @param threads how many runs there are at once [num_batch_threads], at least 1
 * @see <a
 *     href="https://github.com/tensorflow/serving/blob/master/tensorflow_serving/batching/README.md">TensorFlow
 *     Serving's batching guide</a>
 */
@RecordBuilder
public record Batching(
    int maxBatchSize, Duration timeout, int queueBound, List<Integer> allowedSizes, int threads)
    implements BatchingBuilder.With {

  /** Checks the ranges and copies the list. */
  public Batching {
    checkArgument(maxBatchSize > 0, "maxBatchSize: %s (expected: > 0)", maxBatchSize);
    checkArgument(!timeout.isNegative(), "timeout: %s (expected: >= 0)", timeout);
    checkArgument(queueBound > 0, "queueBound: %s (expected: > 0)", queueBound);
    checkArgument(threads > 0, "threads: %s (expected: > 0)", threads);
    allowedSizes = ImmutableList.copyOf(allowedSizes);
    checkArgument(
        allowedSizes.isEmpty() || isUpTo(maxBatchSize, allowedSizes),
        "allowedSizes: %s (expected: > 0, ascending, up to maxBatchSize %s)",
        allowedSizes,
        maxBatchSize);
  }

  /** TensorFlow Serving's defaults: at most 1,000 examples. */
  public static Batching defaults() {
    return of(1000);
  }

  /**
   * At most so many examples, and TensorFlow Serving's defaults: timeout 0, 10 batches waiting, any
   * size, a thread a core.
   */
  public static Batching of(int maxBatchSize) {
    return new Batching(
        maxBatchSize,
        Duration.ZERO,
        10,
        ImmutableList.of(),
        Runtime.getRuntime().availableProcessors());
  }

  /** The most examples that wait. */
  int maxWaiting() {
    return IntMath.saturatedMultiply(queueBound, maxBatchSize);
  }

  /** The size of the run that so many examples get, from 1 to {@code maxBatchSize}. */
  private int sizeOfRun(int examples) {
    return allowedSizes.stream().filter(size -> size >= examples).findFirst().orElse(examples);
  }

  /** How many examples are added to so many, which may be more than a run takes. */
  int padding(int examples) {
    int last = (examples - 1) % maxBatchSize + 1;
    return sizeOfRun(last) - last;
  }

  private static boolean isUpTo(int last, List<Integer> sizes) {
    return sizes.get(0) > 0
        && sizes.get(sizes.size() - 1) == last
        && Comparators.isInStrictOrder(sizes, Comparator.naturalOrder());
  }
}
