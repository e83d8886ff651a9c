package dev.jera.server.openinference;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.jera.runtime.TensorData;
import dev.jera.server.call.Hold;
import dev.jera.serving.batching.PredictionRequest;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What a request asks of the version that it holds, on either wire.
 *
 * @param signature the name of a signature; empty for the default one
 * @param inputs a tensor for each input
 * @param outputs the names of the outputs that are wanted, once each; none for all
 */
record Inference(
    Optional<String> signature, Map<String, TensorData> inputs, Collection<String> outputs) {

  /**
   * Asks it.
   *
   * @return the outputs in the order in which they were asked for, or of their names
   * @throws dev.jera.server.ApiException if there is no such signature
   */
  CompletableFuture<Map<String, TensorData>> ask(Hold hold) {
    String name = ModelFacts.signature(hold.predictor(), signature).name();
    return hold.predict(
            PredictionRequest.of(name, inputs).withOutputs(ImmutableSet.copyOf(outputs)))
        .thenApply(this::inOrder);
  }

  private Map<String, TensorData> inOrder(Map<String, TensorData> answer) {
    ImmutableMap.Builder<String, TensorData> ordered = ImmutableMap.builder();
    for (String name : outputs.isEmpty() ? answer.keySet() : outputs) {
      ordered.put(name, Objects.requireNonNull(answer.get(name)));
    }
    return ordered.buildOrThrow();
  }
}
