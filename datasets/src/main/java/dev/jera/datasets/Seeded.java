package dev.jera.datasets;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Randomness that depends on nothing but a seed and what it is for.
 *
 * <p>{@link Random} because the JDK's specification fixes its numbers: a run can be repeated on
 * another JVM.
 */
final class Seeded {

  private Seeded() {}

  /** A generator of its own for every use, say a pass, or an example of a pass. */
  static Random random(long seed, long... use) {
    return new Random(hash(seed, use));
  }

  /**
   * Where the passes begin that a pass of repeated data is made of: 0 for pass 0, so that a run
   * sees passes 0, 1, 2, ...; of the others a hash, so that no two share one, however deep
   * repetitions are nested. That any two of p passes of n each do has a chance of p * p * n / 2^63.
   */
  static long firstPass(long number) {
    return number == 0 ? 0 : hash(number);
  }

  private static long hash(long first, long... others) {
    Hasher hasher = Hashing.murmur3_128().newHasher().putLong(first);
    for (long part : others) {
      hasher.putLong(part);
    }
    return hasher.hash().asLong();
  }

  /** The numbers 0..n-1 in an order in which every order is as likely (Fisher and Yates). */
  static int[] permutation(int n, Random random) {
    int[] order = IntStream.range(0, n).toArray();
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }
}
