package dev.jera.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.collect.Streams;
import dev.jera.runtime.Shapes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.ndarray.NdArray;

/**
 * The values of a model's variables, on the heap. Two are equal if they hold the same names in any
 * order with the same values.
 *
 * @param values the values by name, such as {@code conv2d/kernel}, in the order of the layers
 */
public record Weights(Map<String, NdArray<?>> values) {

  /** Copies the map, in its order. */
  public Weights {
    values = ImmutableMap.copyOf(values);
  }

  /**
   * The values of one variable.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public NdArray<?> get(String name) {
    NdArray<?> value = values.get(name);
    checkArgument(value != null, "No weight '%s': there are %s", name, values.keySet());
    return value;
  }

  /**
   * Those of one layer, or of one model within the model, under their full names.
   *
   * @param name the layer's name, such as {@code conv2d}
   * @throws IllegalArgumentException if there is no weight of such a layer
   */
  public Weights layer(String name) {
    Map<String, NdArray<?>> found =
        Maps.filterKeys(values, key -> key != null && key.startsWith(name + "/"));
    checkArgument(!found.isEmpty(), "No weights of '%s': there are %s", name, values.keySet());
    return new Weights(found);
  }

  /** The same values, with these in the place of those of their names, or after them. */
  public Weights with(Weights others) {
    Map<String, NdArray<?>> merged = new LinkedHashMap<>(values);
    merged.putAll(others.values);
    return new Weights(merged);
  }

  /** The same values, with one variable's changed. */
  public Weights with(String name, NdArray<?> value) {
    return with(new Weights(Map.of(name, value)));
  }

  /**
   * How far each variable is from that of the same name in others.
   *
   * @return the greatest distance between two values, by name
   * @throws IllegalArgumentException if names or shapes differ
   */
  public Map<String, Double> distances(Weights others) {
    checkArgument(
        values.keySet().equals(others.values.keySet()),
        "others: %s (expected: the same names, %s)",
        others.values.keySet(),
        values.keySet());
    Map<String, Double> distances = new LinkedHashMap<>();
    values.forEach((name, value) -> distances.put(name, distance(name, value, others.get(name))));
    return distances;
  }

  private static double distance(String name, NdArray<?> one, NdArray<?> other) {
    checkArgument(
        one.shape().equals(other.shape()),
        "'%s': %s (expected: %s)",
        name,
        Shapes.format(other.shape()),
        Shapes.format(one.shape()));
    return Streams.zip(
            Streams.stream(one.scalars()),
            Streams.stream(other.scalars()),
            (a, b) -> Math.abs(number(a) - number(b)))
        .reduce(0.0, Math::max);
  }

  private static double number(NdArray<?> scalar) {
    return ((Number) scalar.getObject()).doubleValue();
  }
}
