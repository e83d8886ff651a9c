package dev.jera.datasets;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.math.DoubleMath;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Where a data set is cut in parts. */
final class Cuts {

  private Cuts() {}

  /** The first index of every part but the first. */
  static long[] byCount(long size, long... counts) {
    var cuts = new long[counts.length];
    long end = 0;
    for (int i = 0; i < counts.length; i++) {
      checkArgument(
          counts[i] >= 0 && counts[i] <= size - end,
          "counts: %s (expected: each >= 0, together at most %s, the number of examples)",
          Arrays.toString(counts),
          size);
      end += counts[i];
      cuts[i] = end;
    }
    return cuts;
  }

  /** The first index of every part but the first, rounded. */
  static long[] byShare(long size, double... shares) {
    var cuts = new long[shares.length];
    double end = 0;
    for (int i = 0; i < shares.length; i++) {
      end += shares[i];
      // Written so that NaN fails, and 0.7 + 0.2 + 0.1, which is a little below 1, does too.
      checkArgument(
          shares[i] > 0 && end < 1 - 1e-9,
          "shares: %s (expected: each > 0, together < 1; what is left is the last part)",
          Arrays.toString(shares));
      cuts[i] = DoubleMath.roundToLong(size * end, RoundingMode.HALF_UP);
    }
    return cuts;
  }

  static List<IndexedDataset> apply(IndexedDataset data, long... cuts) {
    return IntStream.rangeClosed(0, cuts.length)
        .mapToObj(
            i ->
                (IndexedDataset)
                    new RangeDataset(
                        data, i == 0 ? 0 : cuts[i - 1], i == cuts.length ? data.size() : cuts[i]))
        .toList();
  }
}
