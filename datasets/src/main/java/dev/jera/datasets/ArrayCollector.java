package dev.jera.datasets;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;

/** Puts examples into arrays that have room for all of them. */
final class ArrayCollector {
  private final Example first;
  private final Map<String, NdArray<?>> features;
  private final Map<String, NdArray<?>> labels;
  private final float[] weights;

  private ArrayCollector(Example first, long examples) {
    this.first = first;
    this.features = room(first.features(), examples);
    this.labels = room(first.labels(), examples);
    this.weights = new float[Math.toIntExact(examples)];
  }

  private static Map<String, NdArray<?>> room(Map<String, NdArray<?>> arrays, long examples) {
    return ImmutableMap.copyOf(
        Maps.transformValues(
            arrays, array -> ElementType.of(array).zeros(array.shape().prepend(examples))));
  }

  /** Reads the first pass; if only reading tells how many there are, all are held meanwhile. */
  static ArrayDataset collect(Dataset data) {
    OptionalLong count = data.count();
    try (Pass pass = data.pass(0)) {
      if (count.isPresent()) {
        return collect(pass, count.getAsLong());
      }
      ImmutableList<Example> examples = ImmutableList.copyOf(pass);
      return collect(examples.iterator(), examples.size());
    }
  }

  private static ArrayDataset collect(Iterator<Example> examples, long count) {
    if (count == 0) {
      throw new DatasetException(
          "toArrays: no examples (expected: at least one, which gives the shapes)");
    }
    Example first = examples.next();
    var collector = new ArrayCollector(first, count);
    collector.put(0, first);
    for (int i = 1; i < count; i++) {
      collector.put(i, examples.next());
    }
    return collector.arrays();
  }

  private void put(int i, Example example) {
    put("features", i, example.features(), first.features(), features);
    put("labels", i, example.labels(), first.labels(), labels);
    weights[i] = example.weight();
  }

  private static void put(
      String what,
      int i,
      Map<String, NdArray<?>> from,
      Map<String, NdArray<?>> first,
      Map<String, NdArray<?>> to) {
    if (!from.keySet().equals(first.keySet())) {
      throw unequal(i, what, from.keySet(), first.keySet());
    }
    from.forEach(
        (name, array) -> {
          NdArray<?> expected = requireNonNull(first.get(name));
          if (ElementType.of(array) != ElementType.of(expected)
              || !array.shape().equals(expected.shape())) {
            throw unequal(i, name, description(array), description(expected));
          }
          set(requireNonNull(to.get(name)), i, array);
        });
  }

  private static String description(NdArray<?> array) {
    return "%s %s".formatted(ElementType.of(array), array.shape());
  }

  private static DatasetException unequal(int i, String what, Object found, Object expected) {
    return new DatasetException(
        "Example %d: %s: %s (expected: %s, as in example 0)".formatted(i, what, found, expected));
  }

  /** Both have one element type: the caller has checked. */
  @SuppressWarnings("unchecked")
  private static void set(NdArray<?> rows, long i, NdArray<?> row) {
    ((NdArray<Object>) rows).set((NdArray<Object>) row, i);
  }

  private ArrayDataset arrays() {
    boolean weighted = false;
    for (float weight : weights) {
      weighted |= weight != 1;
    }
    return new ArrayDataset(
        features, labels, weighted ? Optional.of(NdArrays.vectorOf(weights)) : Optional.empty());
  }
}
