package dev.jera.serving.batching;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.jera.runtime.TensorData;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a caller asks.
 *
 * @param signature the name of what is called
 * @param inputs a tensor for each input, by name, of the signature's dtype and shape
 * @param outputs the names of the outputs that are wanted; empty for all
 * @param deadline how long the answer may take, from when the request is handed in; empty for any
 *     time
 */
@RecordBuilder
public record PredictionRequest(
    String signature,
    Map<String, TensorData> inputs,
    Set<String> outputs,
    Optional<Duration> deadline)
    implements PredictionRequestBuilder.With {

  /** Copies the collections, not the tensors. */
  public PredictionRequest {
    checkArgument(inputs != null, "inputs: null (expected: a tensor for each input)");
    inputs.forEach(
        (name, value) ->
            checkArgument(
                name != null && value != null,
                "inputs: '%s' is %s (expected: a tensor for each input)",
                name,
                value));
    checkArgument(outputs != null, "outputs: null (expected: names of outputs)");
    for (String name : outputs) {
      checkArgument(name != null, "outputs: %s (expected: names of outputs)", outputs);
    }
    inputs = ImmutableMap.copyOf(inputs);
    outputs = ImmutableSet.copyOf(outputs);
    deadline.ifPresent(
        time -> checkArgument(!time.isNegative(), "deadline: %s (expected: >= 0)", time));
  }

  /** All outputs, without a deadline. */
  public static PredictionRequest of(String signature, Map<String, TensorData> inputs) {
    return new PredictionRequest(signature, inputs, ImmutableSet.of(), Optional.empty());
  }

  /** With this deadline. */
  public PredictionRequest withDeadline(Duration deadline) {
    return withDeadline(Optional.of(deadline));
  }
}
