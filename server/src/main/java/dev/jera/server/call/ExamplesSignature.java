package dev.jera.server.call;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.server.ApiException;
import dev.jera.serving.batching.PredictionRequest;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A signature that takes one tensor of serialized examples. */
final class ExamplesSignature {
  private static final String INPUTS = "inputs";

  private final Hold hold;
  private final Signature signature;

  private ExamplesSignature(Hold hold, Signature signature) {
    this.hold = hold;
    this.signature = signature;
  }

  /**
   * Finds a signature of the version that is held.
   *
   * <p>What its method is does not matter, as by default in TensorFlow Serving: signatures that
   * TensorFlow 2 exports are all for predict.
   */
  static ExamplesSignature of(Hold hold, String name) {
    @Nullable Signature signature = hold.predictor().signatures().get(name);
    if (signature == null) {
      throw ApiException.invalid("No signature was found with the name: %s", name);
    } else if (!signature.inputs().keySet().equals(Set.of(INPUTS))) {
      throw ApiException.invalid(
          "Signature '%s' has the inputs %s (expected: one, '%s')",
          name, signature.inputs().keySet(), INPUTS);
    }
    return new ExamplesSignature(hold, signature);
  }

  boolean gives(String output) {
    return signature.outputs().containsKey(output);
  }

  CompletableFuture<Map<String, TensorData>> ask(TensorData examples) {
    return hold.ask(PredictionRequest.of(signature.name(), Map.of(INPUTS, examples)));
  }

  /** The failure of a signature that has not the outputs of its method. */
  ApiException lacks(String expected) {
    return ApiException.invalid(
        "Signature '%s' has the outputs %s (expected: %s)",
        signature.name(), signature.outputs().keySet(), expected);
  }

  /** Checks what was answered: a row an example, of as many columns as may be. */
  void check(String name, TensorData output, Dtype dtype, int examples, boolean columns) {
    long[] shape = output.shape().asArray();
    boolean isColumn = shape.length == 1 || (shape.length == 2 && shape[1] == 1);
    boolean fits = columns ? shape.length == 2 : isColumn;
    if (!fits || shape[0] != examples || output.dtype() != dtype) {
      throw ApiException.invalid(
          "Output '%s' of signature '%s' is %s %s (expected: %s %s for %d examples)",
          name,
          signature.name(),
          output.dtype(),
          output.shape(),
          dtype,
          columns ? "[examples, classes]" : "[examples] or [examples, 1]",
          examples);
    }
  }
}
