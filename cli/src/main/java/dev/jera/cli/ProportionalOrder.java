package dev.jera.cli;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A random order of labelled examples of which every part has the classes in the proportions of the
 * whole, as near as numbers allow, so that cutting it gives stratified parts.
 */
final class ProportionalOrder {
  private ProportionalOrder() {}

  /**
   * The order.
   *
   * @param labels the class of each example, from 0
   * @param seed where the order within a class comes from
   * @return the indices of the examples
   */
  static int[] of(int[] labels, long seed) {
    int[] shuffled = shuffled(labels.length, new Random(seed));
    int[] counts = new int[Arrays.stream(labels).max().orElse(0) + 1];
    for (int label : labels) {
      counts[label]++;
    }
    // The place of an example within its class, 0 to 1: in order of it the classes interleave.
    double[] places = new double[labels.length];
    int[] seen = new int[counts.length];
    for (int index : shuffled) {
      int label = labels[index];
      places[index] = (seen[label]++ + 0.5) / counts[label];
    }
    return IntStream.of(shuffled)
        .boxed()
        .sorted(Comparator.comparingDouble(index -> places[index]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static int[] shuffled(int n, Random random) {
    int[] order = IntStream.range(0, n).toArray();
    for (int i = n - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int index = order[i];
      order[i] = order[other];
      order[other] = index;
    }
    return order;
  }
}
