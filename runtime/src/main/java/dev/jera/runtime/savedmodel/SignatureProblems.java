package dev.jera.runtime.savedmodel;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorName;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** Why a signature cannot be called, in words. */
final class SignatureProblems {
  private SignatureProblems() {}

  /** What is wrong with a signature, as far as it can be seen without its graph. */
  static Optional<String> of(SignatureDef definition) {
    if (definition.getOutputsCount() == 0) {
      return Optional.of("it has no outputs");
    }
    return in("input", definition.getInputsMap())
        .or(() -> in("output", definition.getOutputsMap()))
        .or(() -> twice(definition.getInputsMap()));
  }

  /** What is wrong with a dtype that the graph has; TensorData holds real numbers and strings. */
  static Optional<String> dtype(String side, String name, DataType dtype) {
    return Dtype.of(dtype) == Dtype.OTHER
        ? Optional.of(
            "its %s '%s' is of dtype %s (expected: a real number, bool or string)"
                .formatted(
                    side, name, dtype.name().substring("DT_".length()).toLowerCase(Locale.ROOT)))
        : Optional.empty();
  }

  private static Optional<String> in(String side, Map<String, TensorInfo> infos) {
    return infos.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .flatMap(entry -> of(side, entry.getKey(), entry.getValue()).stream())
        .findFirst();
  }

  private static Optional<String> of(String side, String name, TensorInfo info) {
    return switch (info.getEncodingCase()) {
      case COO_SPARSE ->
          Optional.of(
              "its %s '%s' is a sparse tensor (expected: a dense one)".formatted(side, name));
      case COMPOSITE_TENSOR ->
          Optional.of(
              "its %s '%s' is a composite tensor (expected: a dense one)".formatted(side, name));
      default ->
          info.getName().isEmpty()
              ? Optional.of("its %s '%s' names no tensor".formatted(side, name))
              : Optional.empty();
    };
  }

  private static Optional<String> twice(Map<String, TensorInfo> inputs) {
    Map<TensorName, String> names = new HashMap<>();
    for (Map.Entry<String, TensorInfo> input : inputs.entrySet()) {
      TensorName tensor = TensorName.parse(input.getValue().getName());
      @Nullable String other = names.put(tensor, input.getKey());
      if (other != null) {
        return Optional.of(
            "its inputs '%s' and '%s' are the same tensor %s (expected: one each)"
                .formatted(other, input.getKey(), tensor));
      }
    }
    return Optional.empty();
  }
}
