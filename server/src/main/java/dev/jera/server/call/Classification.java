package dev.jera.server.call;

import com.google.protobuf.ByteString;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.server.ApiException;
import dev.jera.server.proto.ClassificationResult;
import dev.jera.server.proto.Classifications;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * TensorFlow Serving's classify: a signature with the input {@code inputs}, and the outputs {@code
 * classes}, string [n, k], and {@code scores}, float32 [n, k], or one of them.
 */
public final class Classification {
  /** The method of such a signature. */
  public static final String METHOD = "tensorflow/serving/classify";

  private static final String CLASSES = "classes";
  private static final String SCORES = "scores";

  private Classification() {}

  /**
   * Classifies examples by the version that is held.
   *
   * @param examples a serialized tf.Example an element, string [n]
   * @throws ApiException if there is no such signature, or if it cannot classify
   */
  public static CompletableFuture<ClassificationResult> ask(
      Hold hold, String signatureName, TensorData examples) {
    ExamplesSignature signature = ExamplesSignature.of(hold, signatureName);
    if (!signature.gives(CLASSES) && !signature.gives(SCORES)) {
      throw signature.lacks("'%s', '%s' or both".formatted(CLASSES, SCORES));
    }
    return signature
        .ask(examples)
        .thenApply(
            outputs -> {
              ClassificationResult result = result(signature, examples.size(), outputs);
              hold.log(() -> LoggedCalls.classify(hold.version(), signatureName, examples, result));
              return result;
            });
  }

  private static ClassificationResult result(
      ExamplesSignature signature, int examples, Map<String, TensorData> outputs) {
    Optional<TensorData> classes = Optional.ofNullable(outputs.get(CLASSES));
    Optional<TensorData> scores = Optional.ofNullable(outputs.get(SCORES));
    classes.ifPresent(labels -> signature.check(CLASSES, labels, Dtype.STRING, examples, true));
    scores.ifPresent(values -> signature.check(SCORES, values, Dtype.FLOAT32, examples, true));
    TensorData any = classes.or(() -> scores).orElseThrow();
    if (classes.isPresent() && scores.isPresent() && !any.shape().equals(scores.get().shape())) {
      throw ApiException.invalid(
          "Outputs '%s' %s and '%s' %s differ in shape",
          CLASSES, any.shape(), SCORES, scores.get().shape());
    }
    Optional<byte[][]> labels = classes.map(TensorData::byteStrings);
    Optional<float[]> values = scores.map(TensorData::floats);
    int count = (int) any.shape().get(1);
    ClassificationResult.Builder result = ClassificationResult.newBuilder();
    for (int example = 0; example < examples; example++) {
      Classifications.Builder row = Classifications.newBuilder();
      for (int i = example * count; i < (example + 1) * count; i++) {
        dev.jera.server.proto.Class.Builder one = row.addClassesBuilder();
        int at = i;
        labels.ifPresent(all -> one.setLabelBytes(ByteString.copyFrom(all[at])));
        values.ifPresent(all -> one.setScore(all[at]));
      }
      result.addClassifications(row);
    }
    return result.build();
  }
}
