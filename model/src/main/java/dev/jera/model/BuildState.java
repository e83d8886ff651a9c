package dev.jera.model;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** What the layers of one build share: weights and randomness in, updates and losses out. */
final class BuildState {
  private final Map<String, Operand<TFloat32>> weights;
  private final Optional<Randomness> training;
  private final Map<String, Operand<TFloat32>> updates = new LinkedHashMap<>();
  private final List<Operand<TFloat32>> losses = new ArrayList<>();
  private final Map<String, Operand<TFloat32>> layers = new LinkedHashMap<>();
  private final Map<String, String> scopes = new LinkedHashMap<>();
  private final Multiset<String> draws = HashMultiset.create();

  BuildState(Map<String, Operand<TFloat32>> weights, Optional<Randomness> training) {
    this.weights = new HashMap<>(weights);
    this.training = training;
  }

  Optional<Randomness> training() {
    return training;
  }

  /** The value of a weight, as the last update of this build left it. */
  Optional<Operand<TFloat32>> weight(String name) {
    return Optional.ofNullable(weights.get(name));
  }

  void update(String name, Operand<TFloat32> value) {
    weights.put(name, value);
    updates.put(name, value);
  }

  /** Remembers which layer's ops have names that begin so. */
  void addScope(String prefix, String layer) {
    scopes.put(prefix, layer);
  }

  /** Remembers what a layer gives. */
  void addOutput(String layer, Operand<TFloat32> output) {
    layers.put(layer, output);
  }

  void addLoss(Operand<TFloat32> loss) {
    losses.add(loss);
  }

  /** How often this layer has drawn before, over all its applications. */
  int nextDraw(String path) {
    return draws.add(path, 1);
  }

  BuiltModel built(List<Operand<TFloat32>> outputs) {
    return new BuiltModel(outputs, updates, losses, layers, scopes);
  }
}
