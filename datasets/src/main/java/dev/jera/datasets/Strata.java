package dev.jera.datasets;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.primitives.Ints.constrainToRange;

import com.google.common.math.DoubleMath;
import com.google.common.primitives.Ints;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Cuts examples in two random parts that have the classes in the same proportions. */
final class Strata {

  /** An example, and where it comes among those of its class in its part: from 0 to below 1. */
  private record Placed(int index, double place) {}

  private final List<Placed> first = new ArrayList<>();
  private final List<Placed> second = new ArrayList<>();

  private Strata() {}

  /** Two parts of the data. */
  static List<IndexedDataset> split(IndexedDataset data, double share, long seed) {
    checkArgument(share > 0 && share < 1, "share: %s (expected: > 0 and < 1)", share);
    var strata = new Strata();
    byClass(data, seed).forEach((label, indices) -> strata.cut(label, indices, share));
    return List.of(data.select(order(strata.first)), data.select(order(strata.second)));
  }

  /** The indices of each class, in a random order. */
  private static Map<Integer, List<Integer>> byClass(IndexedDataset data, long seed) {
    var classes = new LinkedHashMap<Integer, List<Integer>>();
    int size = Ints.checkedCast(data.size());
    for (int index : Seeded.permutation(size, Seeded.random(seed))) {
      int label = Mapping.guarded("stratifiedSplit", index, () -> data.label(index));
      classes.computeIfAbsent(label, first -> new ArrayList<>()).add(index);
    }
    return classes;
  }

  private void cut(int label, List<Integer> indices, double share) {
    int size = indices.size();
    checkArgument(
        size > 1, "class %s: %s example (expected: at least 2, one for each part)", label, size);
    int wanted = DoubleMath.roundToInt(size * share, RoundingMode.HALF_UP);
    int cut = constrainToRange(wanted, 1, size - 1);
    place(indices.subList(0, cut), first);
    place(indices.subList(cut, size), second);
  }

  /** Evenly; but the first of all classes come first, so that no later cut takes a class away. */
  private static void place(List<Integer> indices, List<Placed> part) {
    for (int i = 0; i < indices.size(); i++) {
      part.add(new Placed(indices.get(i), i == 0 ? 0 : (i + 0.5) / indices.size()));
    }
  }

  private static int[] order(List<Placed> part) {
    return part.stream()
        .sorted(Comparator.comparingDouble(Placed::place))
        .mapToInt(Placed::index)
        .toArray();
  }
}
