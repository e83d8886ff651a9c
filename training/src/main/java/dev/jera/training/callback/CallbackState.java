package dev.jera.training.callback;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.tensorflow.ndarray.NdArray;

/**
 * What a checkpoint keeps of a callback.
 *
 * @param numbers by name; may be NaN or infinite
 * @param arrays by name, such as the best weights
 */
public record CallbackState(Map<String, Double> numbers, Map<String, NdArray<?>> arrays) {
  /** Nothing. */
  public static final CallbackState NONE = new CallbackState(ImmutableMap.of(), ImmutableMap.of());

  /** Copies the maps. */
  public CallbackState {
    numbers = ImmutableMap.copyOf(numbers);
    arrays = ImmutableMap.copyOf(arrays);
  }

  /** Numbers alone. */
  public static CallbackState of(Map<String, Double> numbers) {
    return new CallbackState(numbers, ImmutableMap.of());
  }

  /**
   * One of the numbers.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public double number(String name) {
    Double number = numbers.get(name);
    checkArgument(number != null, "No number '%s' in the state: it has %s", name, numbers.keySet());
    return number;
  }

  /**
   * One of the arrays.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public NdArray<?> array(String name) {
    NdArray<?> array = arrays.get(name);
    checkArgument(array != null, "No array '%s' in the state: it has %s", name, arrays.keySet());
    return array;
  }
}
