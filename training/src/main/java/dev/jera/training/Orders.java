package dev.jera.training;

import dev.jera.datasets.Dataset;
import dev.jera.datasets.IndexedDataset;
import dev.jera.model.Seeds;
import java.util.Random;
import java.util.stream.IntStream;

/** The order in which a pass sees examples. */
final class Orders {
  private Orders() {}

  /** Another order for every pass; data that can only be read one after the other stays. */
  static Dataset shuffled(Dataset data, long seed, long pass) {
    return data instanceof IndexedDataset indexed
        ? indexed.select(
            permutation(
                Math.toIntExact(indexed.size()), Seeds.derive(seed, "shuffle/" + pass)))
        : data;
  }

  /** An order that depends on nothing but the seed (Fisher and Yates). */
  static int[] permutation(int examples, long seed) {
    int[] order = IntStream.range(0, examples).toArray();
    Random random = new Random(seed);
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }
}
