package dev.jera.training;

import dev.jera.datasets.Dataset;
import dev.jera.datasets.IndexedDataset;
import dev.jera.model.Seeds;
import java.util.Random;
import java.util.stream.IntStream;

/** The order in which a pass sees examples. */
final class Orders {
  private Orders() {}

  /** Another order for every pass. */
  static Dataset shuffled(Dataset data, long seed, long pass) {
    IndexedDataset indexed = indexed(data);
    int examples = Math.toIntExact(indexed.size());
    return indexed.select(permutation(examples, Seeds.derive(seed, "shuffle/" + pass)));
  }

  /**
   * Data that can be brought into any order.
   *
   * @throws IllegalArgumentException if it can only be read one after the other
   */
  static IndexedDataset indexed(Dataset data) {
    if (data instanceof IndexedDataset indexed) {
      return indexed;
    }
    throw new IllegalArgumentException(
        "order: SHUFFLED, of data that can only be read one after the other (expected: withOrder(GIVEN), and data.shuffle(...) where another order is wanted)");
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
