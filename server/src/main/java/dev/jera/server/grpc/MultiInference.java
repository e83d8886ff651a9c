package dev.jera.server.grpc;

import dev.jera.runtime.TensorData;
import dev.jera.server.ApiException;
import dev.jera.server.call.Classification;
import dev.jera.server.call.Hold;
import dev.jera.server.call.Regression;
import dev.jera.server.proto.InferenceResult;
import dev.jera.server.proto.InferenceTask;
import dev.jera.server.proto.ModelSpec;
import dev.jera.server.proto.MultiInferenceRequest;
import dev.jera.server.proto.MultiInferenceResponse;
import io.grpc.Status;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** TensorFlow Serving's MultiInference: classifications and regressions of the same examples. */
final class MultiInference {
  private MultiInference() {}

  /** The model that is asked: the first task's, which all have to name. */
  static ModelSpec model(MultiInferenceRequest request) {
    return request.getTasksCount() == 0
        ? ModelSpec.getDefaultInstance()
        : request.getTasks(0).getModelSpec();
  }

  /**
   * Begins the answer, of the version that the first task names.
   *
   * @param maxBytes what the examples may take in memory
   */
  static CompletionStage<MultiInferenceResponse> begin(
      MultiInferenceRequest request, Hold hold, long maxBytes) {
    hold.lease(ModelSpecs.ref(true, model(request)));
    check(request.getTasksList(), hold);
    TensorData examples = ExampleTensors.of(request.getInput(), maxBytes);
    CompletableFuture<MultiInferenceResponse.Builder> results =
        CompletableFuture.completedFuture(MultiInferenceResponse.newBuilder());
    // One after another: what a request holds is not for several threads.
    for (InferenceTask task : request.getTasksList()) {
      results =
          results.thenCompose(before -> ask(task, hold, examples).thenApply(before::addResults));
    }
    return results.thenApply(MultiInferenceResponse.Builder::build);
  }

  private static void check(List<InferenceTask> tasks, Hold hold) {
    String model = tasks.get(0).getModelSpec().getName();
    Set<String> seen = new HashSet<>();
    for (InferenceTask task : tasks) {
      String signature = ModelSpecs.signature(task.getModelSpec());
      if (task.getModelSpec().getName().isEmpty()) {
        throw ApiException.invalid("Found ModelSpec with an empty model name.");
      } else if (!task.getModelSpec().getName().equals(model)) {
        throw ApiException.invalid(
            "All ModelSpecs in a MultiInferenceRequest must access the same model name.");
      } else if (!seen.add(signature)) {
        throw ApiException.invalid("Duplicate evaluation of signature: %s", signature);
      } else if (!hold.predictor().signatures().containsKey(signature)) {
        throw ApiException.invalid("Requested signature not found in model graph: %s", signature);
      } else if (!isClassify(task) && !task.getMethodName().equals(Regression.METHOD)) {
        throw new ApiException(
            Status.Code.UNIMPLEMENTED,
            "Unsupported signature method_name: " + task.getMethodName());
      }
    }
  }

  private static boolean isClassify(InferenceTask task) {
    return task.getMethodName().equals(Classification.METHOD);
  }

  private static CompletableFuture<InferenceResult> ask(
      InferenceTask task, Hold hold, TensorData examples) {
    String signature = ModelSpecs.signature(task.getModelSpec());
    InferenceResult.Builder result =
        InferenceResult.newBuilder().setModelSpec(ModelSpecs.answered(hold, signature));
    return isClassify(task)
        ? Classification.ask(hold, signature, examples)
            .thenApply(classes -> result.setClassificationResult(classes).build())
        : Regression.ask(hold, signature, examples)
            .thenApply(values -> result.setRegressionResult(values).build());
  }
}
