package dev.jera.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.tensorflow.ndarray.NdArray;

/**
 * The values of a model's variables, on the heap.
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
}
