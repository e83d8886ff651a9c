package dev.jera.serving.batching;

import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.Signature;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.tensorflow.ndarray.Shape;

/** Finds out which requests may be answered together, and learns which may not. */
final class Groups {
  private final Set<Output> stubborn = ConcurrentHashMap.newKeySet();

  private record Output(String signature, String name) {}

  /** The group of a request that has passed the signature's checks. */
  Group of(Signature signature, Set<String> outputs, Map<String, TensorData> inputs) {
    String name = signature.name();
    if (!isOpen(signature, outputs) || !isBatch(inputs.values()) || !follow(name, outputs)) {
      return Group.unbatched(name, outputs);
    }
    return new Group(
        name,
        outputs,
        signature.inputs().keySet().stream()
            .map(input -> Objects.requireNonNull(inputs.get(input)).shape().tail())
            .toList(),
        true);
  }

  /** Whether a group's outputs have followed the batch so far. */
  boolean follow(Group group) {
    return follow(group.signature(), group.outputs());
  }

  /** Remembers that an output has another first size than the batch. */
  void remember(String signature, String output) {
    stubborn.add(new Output(signature, output));
  }

  private boolean follow(String signature, Set<String> outputs) {
    return stubborn.isEmpty()
        || outputs.stream().noneMatch(output -> stubborn.contains(new Output(signature, output)));
  }

  /** An output of unknown rank may turn out to follow; an input of unknown rank says nothing. */
  private static boolean isOpen(Signature signature, Set<String> outputs) {
    return signature.inputs().values().stream().allMatch(spec -> isOpen(spec.shape()))
        && signature.outputs().values().stream()
            .filter(spec -> outputs.contains(spec.name()))
            .allMatch(spec -> spec.shape().isUnknown() || isOpen(spec.shape()));
  }

  private static boolean isOpen(Shape shape) {
    return !shape.isUnknown() && shape.numDimensions() > 0 && shape.get(0) == Shape.UNKNOWN_SIZE;
  }

  /** Whether all inputs hold the same number of examples, and any. */
  private static boolean isBatch(Collection<TensorData> inputs) {
    return !inputs.isEmpty()
        && inputs.stream().allMatch(input -> input.size() > 0)
        && inputs.stream().mapToLong(input -> input.shape().get(0)).distinct().count() == 1;
  }
}
