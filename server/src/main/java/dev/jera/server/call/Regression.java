package dev.jera.server.call;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.server.ApiException;
import dev.jera.server.proto.RegressionResult;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * TensorFlow Serving's regress: a signature with the input {@code inputs} and the output {@code
 * outputs}, float32 [n] or [n, 1].
 */
public final class Regression {
  /** The method of such a signature. */
  public static final String METHOD = "tensorflow/serving/regress";

  private static final String OUTPUTS = "outputs";

  private Regression() {}

  /**
   * Finds the values of examples by the version that is held.
   *
   * @param examples a serialized tf.Example an element, string [n]
   * @throws ApiException if there is no such signature, or if it gives no values
   */
  public static CompletableFuture<RegressionResult> ask(
      Hold hold, String signatureName, TensorData examples) {
    ExamplesSignature signature = ExamplesSignature.of(hold, signatureName);
    if (!signature.gives(OUTPUTS)) {
      throw signature.lacks("'%s'".formatted(OUTPUTS));
    }
    return signature
        .ask(examples)
        .thenApply(
            answer -> {
              TensorData values = Objects.requireNonNull(answer.get(OUTPUTS));
              signature.check(OUTPUTS, values, Dtype.FLOAT32, examples.size(), false);
              RegressionResult.Builder result = RegressionResult.newBuilder();
              for (float value : values.floats()) {
                result.addRegressionsBuilder().setValue(value);
              }
              RegressionResult whole = result.build();
              hold.log(() -> LoggedCalls.regress(hold.version(), signatureName, examples, whole));
              return whole;
            });
  }
}
