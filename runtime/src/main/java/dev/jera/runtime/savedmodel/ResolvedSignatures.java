package dev.jera.runtime.savedmodel;

import com.google.common.collect.ImmutableSortedMap;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.GraphSession;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/**
 * A bundle's signatures as its graph has them: where the two disagree only the graph's dtype and
 * shape can run.
 */
final class ResolvedSignatures {
  private final GraphSession session;

  private ResolvedSignatures(GraphSession session) {
    this.session = session;
  }

  /** Resolves every signature, by name. */
  static ImmutableSortedMap<String, Signature> of(SavedModel bundle, GraphSession session) {
    ResolvedSignatures resolved = new ResolvedSignatures(session);
    ImmutableSortedMap.Builder<String, Signature> signatures = ImmutableSortedMap.naturalOrder();
    bundle.signatures().forEach((name, raw) -> signatures.put(name, resolved.resolve(raw)));
    return signatures.buildOrThrow();
  }

  private Signature resolve(Signature raw) {
    return new Signature(
        raw.name(),
        raw.method(),
        resolve(raw.inputs()),
        resolve(raw.outputs()),
        absent("input", raw.inputs())
            .or(() -> absent("output", raw.outputs()))
            .or(raw::problem)
            .or(() -> badDtype("input", raw.inputs()))
            .or(() -> badDtype("output", raw.outputs())));
  }

  private Map<String, TensorSpec> resolve(Map<String, TensorSpec> specs) {
    ImmutableSortedMap.Builder<String, TensorSpec> resolved = ImmutableSortedMap.naturalOrder();
    specs.forEach((name, spec) -> resolved.put(name, resolve(spec)));
    return resolved.buildOrThrow();
  }

  private TensorSpec resolve(TensorSpec spec) {
    return session
        .dtypeOf(spec.tensor())
        .map(
            dtype ->
                new TensorSpec(
                    spec.name(),
                    spec.tensor(),
                    Dtype.of(dtype),
                    merge(spec.shape(), session.shapeOf(spec.tensor()))))
        .orElse(spec);
  }

  /** The signature may know more than the graph, but not otherwise. */
  private static Shape merge(Shape signature, Shape graph) {
    if (graph.isUnknown()) {
      return signature;
    }
    if (signature.isUnknown() || signature.numDimensions() != graph.numDimensions()) {
      return graph;
    }
    long[] sizes = signature.asArray();
    for (int axis = 0; axis < sizes.length; axis++) {
      long size = graph.get(axis);
      if (sizes[axis] != Shape.UNKNOWN_SIZE && size != Shape.UNKNOWN_SIZE) {
        sizes[axis] = size;
      }
    }
    return Shape.of(sizes);
  }

  private Optional<String> absent(String side, Map<String, TensorSpec> specs) {
    return specs.values().stream()
        .filter(spec -> !spec.tensor().isEmpty() && session.dtypeOf(spec.tensor()).isEmpty())
        .map(
            spec ->
                "its %s '%s' is the tensor %s, which the graph does not have"
                    .formatted(side, spec.name(), spec.tensor()))
        .findFirst();
  }

  private Optional<String> badDtype(String side, Map<String, TensorSpec> specs) {
    return specs.values().stream()
        .flatMap(
            spec -> {
              DataType dtype = session.dtypeOf(spec.tensor()).orElse(DataType.DT_INVALID);
              return SignatureProblems.dtype(side, spec.name(), dtype).stream();
            })
        .findFirst();
  }
}
