package dev.jera.datasets;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.tensorflow.ndarray.NdArray;

/**
 * How much the examples of each class count.
 *
 * @param byClass weight by class number, each at least 0 and finite; 1 for classes that are not
 *     here
 */
record ClassWeights(Map<Integer, Double> byClass) {
  ClassWeights {
    byClass = ImmutableMap.copyOf(byClass);
    byClass.forEach(
        (number, weight) ->
            checkArgument(
                weight >= 0 && weight <= Float.MAX_VALUE,
                "weight of class %s: %s (expected: >= 0 and finite)",
                number,
                weight));
  }

  float of(NdArray<?> label) {
    return byClass.getOrDefault(ClassLabels.classOf(label), 1.0).floatValue();
  }

  Mapping mapping() {
    return Mapping.of(
        "weighByClass", example -> example.withWeight(example.weight() * of(example.label())));
  }
}
