package dev.jera.server.grpc;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.TensorProtos;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.server.ApiException;
import dev.jera.server.call.Hold;
import dev.jera.server.proto.PredictRequest;
import dev.jera.server.proto.PredictResponse;
import dev.jera.serving.batching.PredictionRequest;
import io.grpc.Status;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorProto;

/** TensorFlow Serving's Predict: tensors for tensors. */
final class Predict {
  private Predict() {}

  /**
   * Begins the answer.
   *
   * @param maxBytes what a tensor of the request may take in memory
   */
  static CompletionStage<PredictResponse> begin(PredictRequest request, Hold hold, long maxBytes) {
    hold.lease(ModelSpecs.ref(request.hasModelSpec(), request.getModelSpec()));
    Signature signature = signature(hold, ModelSpecs.signature(request.getModelSpec()));
    Map<String, TensorData> inputs = inputs(request.getInputsMap(), signature, maxBytes);
    Set<String> outputs = outputs(request, signature);
    return hold.predict(new PredictionRequest(signature.name(), inputs, outputs, Optional.empty()))
        .thenApply(
            answers ->
                PredictResponse.newBuilder()
                    .setModelSpec(ModelSpecs.answered(hold, signature.name()))
                    .putAllOutputs(Maps.transformValues(answers, FieldTensors::write))
                    .build());
  }

  private static Signature signature(Hold hold, String name) {
    @Nullable Signature signature = hold.predictor().signatures().get(name);
    if (signature == null) {
      throw new ApiException(
          Status.Code.FAILED_PRECONDITION,
          "Serving signature key \"%s\" not found.".formatted(name));
    }
    return signature;
  }

  private static Map<String, TensorData> inputs(
      Map<String, TensorProto> given, Signature signature, long maxBytes) {
    Set<String> wanted = signature.inputs().keySet();
    if (given.size() != wanted.size()) {
      throw ApiException.invalid(
          "input size does not match signature: %d!=%d len({%s}) != len({%s}). Sent extra: {%s}. Missing but required: {%s}.",
          given.size(),
          wanted.size(),
          joined(given.keySet()),
          joined(wanted),
          joined(Sets.difference(given.keySet(), wanted)),
          joined(Sets.difference(wanted, given.keySet())));
    }
    ImmutableMap.Builder<String, TensorData> inputs = ImmutableMap.builder();
    given.forEach(
        (alias, proto) -> {
          if (!wanted.contains(alias)) {
            throw ApiException.invalid(
                "input tensor alias not found in signature: %s. Inputs expected to be in the set {%s}.",
                alias, joined(wanted));
          }
          inputs.put(alias, tensor(alias, proto, maxBytes));
        });
    return inputs.buildOrThrow();
  }

  private static TensorData tensor(String alias, TensorProto proto, long maxBytes) {
    try {
      return TensorProtos.read(proto, maxBytes);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid(
          "tensor parsing error: %s: %s", alias, String.valueOf(e.getMessage()));
    }
  }

  /** The outputs that the request chooses; empty for all. */
  private static Set<String> outputs(PredictRequest request, Signature signature) {
    Set<String> known = signature.outputs().keySet();
    Set<String> chosen = new HashSet<>();
    for (String alias : request.getOutputFilterList()) {
      if (!known.contains(alias)) {
        throw ApiException.invalid(
            "output tensor alias not found in signature: %s Outputs expected to be in the set {%s}.",
            alias, joined(known));
      } else if (!chosen.add(alias)) {
        throw ApiException.invalid("duplicate output tensor alias: %s", alias);
      }
    }
    return ImmutableSet.copyOf(chosen);
  }

  private static String joined(Collection<String> names) {
    return Joiner.on(',').join(ImmutableSortedSet.copyOf(names));
  }
}
