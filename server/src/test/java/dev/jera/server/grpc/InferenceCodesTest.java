package dev.jera.server.grpc;

import static dev.jera.server.grpc.Refusals.refused;
import static dev.jera.server.grpc.Refusals.refusedOver;
import static dev.jera.server.grpc.Served.half;
import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static io.grpc.Status.Code.UNIMPLEMENTED;

import dev.jera.server.proto.ClassificationRequest;
import dev.jera.server.proto.GetModelMetadataRequest;
import dev.jera.server.proto.InferenceTask;
import dev.jera.server.proto.ModelSpec;
import dev.jera.server.proto.MultiInferenceRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** TensorFlow Serving's codes and words for what is asked of several signatures, and of none. */
class InferenceCodesTest {
  private static final String CLASSIFY = "tensorflow/serving/classify";
  private static final String REGRESS = "tensorflow/serving/regress";
  @RegisterExtension static final SharedServed SERVED = new SharedServed();

  @Test
  void multiInferenceWantsOneModelAndEachSignatureOnce() {
    var regress = task(half(), "regress", REGRESS);
    var classify = task(half(), "classify", CLASSIFY);
    infers(
        "All ModelSpecs in a MultiInferenceRequest must access the same model name.",
        regress,
        task(ModelSpec.newBuilder().setName("m"), "classify", CLASSIFY));
    infers(
        "Found ModelSpec with an empty model name.",
        regress,
        task(ModelSpec.newBuilder(), "classify", CLASSIFY));
    infers("Duplicate evaluation of signature: regress", regress, classify, regress);
    infers("Requested signature not found in model graph: s", regress, task(half(), "s", CLASSIFY));
    infers("Input is empty.", regress, classify);
    refused(
        () -> SERVED.get().predictions().multiInference(tasks(task(half(), "both", "predict"))),
        UNIMPLEMENTED,
        "Unsupported signature method_name: predict");
  }

  @Test
  void metadataKnowsSignaturesOnly() {
    var request = GetModelMetadataRequest.newBuilder().setModelSpec(half());
    refused(
        () -> SERVED.get().predictions().getModelMetadata(request.build()),
        INVALID_ARGUMENT,
        "GetModelMetadataRequest must specify at least one metadata_field");
    refused(
        () -> SERVED.get().predictions().getModelMetadata(request.addMetadataField("size").build()),
        INVALID_ARGUMENT,
        "Metadata field size is not supported");
  }

  @Test
  void aSignatureThatCannotClassifySaysSo() {
    var request = ClassificationRequest.newBuilder().setModelSpec(half());
    request.getInputBuilder().getExampleListBuilder().addExamplesBuilder();
    refusedOver(
        () -> SERVED.get().predictions().classify(request.build()),
        INVALID_ARGUMENT,
        "Signature 'serving_default' has the inputs [x] (expected: one, 'inputs')");
  }

  private static void infers(String message, InferenceTask... tasks) {
    refused(
        () -> SERVED.get().predictions().multiInference(tasks(tasks)), INVALID_ARGUMENT, message);
  }

  private static InferenceTask task(ModelSpec.Builder spec, String signature, String method) {
    return InferenceTask.newBuilder()
        .setModelSpec(spec.setSignatureName(signature))
        .setMethodName(method)
        .build();
  }

  private static MultiInferenceRequest tasks(InferenceTask... tasks) {
    return MultiInferenceRequest.newBuilder().addAllTasks(List.of(tasks)).build();
  }
}
