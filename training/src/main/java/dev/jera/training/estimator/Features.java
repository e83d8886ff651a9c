package dev.jera.training.estimator;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.jera.datasets.Example;
import dev.jera.model.Input;
import dev.jera.model.SymbolicTensor;
import dev.jera.runtime.Tensors;
import java.util.Map;

/**
 * What a model function is fed, as tensors that layers are applied to.
 *
 * @param tensors by the names of the features, [batch, ...] each
 */
public record Features(Map<String, SymbolicTensor> tensors) {

  /** Copies the map. */
  public Features {
    tensors = ImmutableMap.copyOf(tensors);
  }

  /** Features of these shapes and dtypes, by name. */
  static Features of(Map<String, Input> inputs) {
    ImmutableMap.Builder<String, SymbolicTensor> tensors = ImmutableMap.builder();
    inputs.forEach((name, input) -> tensors.put(name, input.tensor(name)));
    return new Features(tensors.buildOrThrow());
  }

  /** Features such as an example has. */
  static Features of(Example example) {
    return of(
        Maps.transformValues(
            example.features(), array -> new Input(array.shape(), Tensors.dtypeOf(array))));
  }

  /**
   * The feature of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public SymbolicTensor get(String name) {
    SymbolicTensor tensor = tensors.get(name);
    checkArgument(tensor != null, "No feature '%s': there are %s", name, tensors.keySet());
    return tensor;
  }

  /**
   * The only feature, whatever its name.
   *
   * @throws IllegalArgumentException if there are several
   */
  public SymbolicTensor only() {
    checkArgument(
        tensors.size() == 1,
        "features: %s (expected: one; get(name) gives one of several)",
        tensors.keySet());
    return tensors.values().iterator().next();
  }
}
