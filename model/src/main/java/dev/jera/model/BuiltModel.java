package dev.jera.model;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableMap;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A model's ops in a graph.
 *
 * @param outputs what it gives, in the order of the model's outputs
 * @param updates new values for weights that are not trained, such as moving averages, by name; a
 *     step of training assigns them
 * @param losses scalars that its layers add to the loss
 * @param layers what each layer gives, its first output where it has several, by the layer's name;
 *     a layer that is used often has the last; without those that a rewriting left out
 * @param scopes how the names of a layer's ops begin, and the layer, such as {@code model/conv2d}
 */
public record BuiltModel(
    List<Operand<TFloat32>> outputs,
    Map<String, Operand<TFloat32>> updates,
    List<Operand<TFloat32>> losses,
    Map<String, Operand<TFloat32>> layers,
    Map<String, String> scopes) {

  /** Copies what it is given. */
  public BuiltModel {
    outputs = List.copyOf(outputs);
    updates = ImmutableMap.copyOf(updates);
    losses = List.copyOf(losses);
    layers = ImmutableMap.copyOf(layers);
    scopes = ImmutableMap.copyOf(scopes);
  }

  /** The layer, the innermost if there are several, to which an op of this name belongs. */
  public Optional<String> layerOf(String op) {
    return scopes.keySet().stream()
        .filter(op::startsWith)
        .max(Comparator.comparingInt(String::length))
        .map(scopes::get);
  }

  /**
   * The only output.
   *
   * @throws IllegalStateException if there are several
   */
  public Operand<TFloat32> output() {
    checkState(outputs.size() == 1, "%s outputs (expected: 1)", outputs.size());
    return outputs.get(0);
  }
}
