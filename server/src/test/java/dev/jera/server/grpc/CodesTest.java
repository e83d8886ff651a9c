package dev.jera.server.grpc;

import static dev.jera.server.grpc.Refusals.refused;
import static dev.jera.server.grpc.Served.floats;
import static dev.jera.server.grpc.Served.half;
import static dev.jera.server.grpc.Served.version;
import static dev.jera.server.grpc.Served.x;
import static io.grpc.Status.Code.FAILED_PRECONDITION;
import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static io.grpc.Status.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.server.proto.ClassificationRequest;
import dev.jera.server.proto.GetModelMetadataRequest;
import dev.jera.server.proto.GetModelStatusRequest;
import dev.jera.server.proto.ModelSpec;
import dev.jera.server.proto.MultiInferenceRequest;
import dev.jera.server.proto.PredictRequest;
import dev.jera.server.proto.RegressionRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** TensorFlow Serving's codes and words. */
class CodesTest {
  @RegisterExtension static final SharedServed SERVED = new SharedServed();

  @Test
  void noModelSpecIsMissing() {
    var predictions = SERVED.get().predictions();
    String message = "Missing ModelSpec";
    refused(
        () -> predictions.predict(PredictRequest.getDefaultInstance()), INVALID_ARGUMENT, message);
    refused(
        () -> predictions.classify(ClassificationRequest.getDefaultInstance()),
        INVALID_ARGUMENT,
        message);
    refused(
        () -> predictions.regress(RegressionRequest.getDefaultInstance()),
        INVALID_ARGUMENT,
        message);
    refused(
        () -> predictions.getModelMetadata(GetModelMetadataRequest.getDefaultInstance()),
        INVALID_ARGUMENT,
        message);
    refused(
        () -> SERVED.get().models().getModelStatus(GetModelStatusRequest.getDefaultInstance()),
        INVALID_ARGUMENT,
        message);
  }

  @Test
  void anEmptyNameIsInvalid() {
    String message = "ModelSpec has no name specified.";
    refuses(ModelSpec.newBuilder().setSignatureName("x"), INVALID_ARGUMENT, message);
    refused(
        () -> SERVED.get().predictions().multiInference(MultiInferenceRequest.getDefaultInstance()),
        INVALID_ARGUMENT,
        message);
  }

  @Test
  void anUnknownModelOrVersionIsNotFound() {
    refuses(
        ModelSpec.newBuilder().setName("m"),
        NOT_FOUND,
        "Servable not found for request: Latest(m)");
    refuses(version(7), NOT_FOUND, "Servable not found for request: Specific(half, 7)");
    refused(
        () -> status(ModelSpec.newBuilder().setName("m")),
        NOT_FOUND,
        "Could not find any versions of model m");
    refused(() -> status(version(7)), NOT_FOUND, "Could not find version 7 of model half");
  }

  @Test
  void anUnknownLabelIsInvalid() {
    String message = "Unrecognized servable version label: canary";
    refuses(half().setVersionLabel("canary"), INVALID_ARGUMENT, message);
    refuses(
        ModelSpec.newBuilder().setName("m").setVersionLabel("canary"), INVALID_ARGUMENT, message);
    var answer = SERVED.get().predictions().predict(x(half().setVersionLabel("stable"), floats(2)));
    assertThat(answer.getModelSpec().getVersion().getValue()).isEqualTo(1);
    assertThat(answer.getOutputsOrThrow("y").getFloatValList()).containsExactly(3f);
  }

  @Test
  void aMissingSignatureFailsAsThePreconditionOfPredict() {
    refuses(
        half().setSignatureName("s"),
        FAILED_PRECONDITION,
        "Serving signature key \"s\" not found.");
    var request = ClassificationRequest.newBuilder().setModelSpec(half().setSignatureName("s"));
    request.getInputBuilder().getExampleListBuilder().addExamplesBuilder();
    refused(
        () -> SERVED.get().predictions().classify(request.build()),
        INVALID_ARGUMENT,
        "No signature was found with the name: s");
  }

  @Test
  void inputsThatDifferAreNamed() {
    PredictRequest.Builder both = x(half().setSignatureName("both"), floats(2)).toBuilder();
    refused(
        () -> SERVED.get().predictions().predict(both.build()),
        INVALID_ARGUMENT,
        "input size does not match signature: 1!=2 len({x}) != len({x,z}). Sent extra: {}. Missing but required: {z}.");
    refused(
        () -> SERVED.get().predictions().predict(both.putInputs("a", floats(1)).build()),
        INVALID_ARGUMENT,
        "input tensor alias not found in signature: a. Inputs expected to be in the set {x,z}.");
    refused(
        () ->
            SERVED
                .get()
                .predictions()
                .predict(x(half(), floats(2)).toBuilder().putInputs("a", floats(1)).build()),
        INVALID_ARGUMENT,
        "input size does not match signature: 2!=1 len({a,x}) != len({x}). Sent extra: {a}. Missing but required: {}.");
  }

  @Test
  void outputFilterChoosesOutputs() {
    PredictRequest all =
        x(half().setSignatureName("both"), floats(2)).toBuilder()
            .putInputs("z", BadTensors.ints(5))
            .build();
    assertThat(SERVED.get().predictions().predict(all).getOutputsMap())
        .containsOnlyKeys("y", "times");
    var answer =
        SERVED.get().predictions().predict(all.toBuilder().addOutputFilter("times").build());
    assertThat(answer.getOutputsMap()).containsOnlyKeys("times");
    assertThat(answer.getOutputsOrThrow("times").getFloatValList()).containsExactly(10f);
    refused(
        () -> SERVED.get().predictions().predict(all.toBuilder().addOutputFilter("w").build()),
        INVALID_ARGUMENT,
        "output tensor alias not found in signature: w Outputs expected to be in the set {times,y}.");
    refused(
        () ->
            SERVED
                .get()
                .predictions()
                .predict(all.toBuilder().addOutputFilter("y").addOutputFilter("y").build()),
        INVALID_ARGUMENT,
        "duplicate output tensor alias: y");
  }

  private static void refuses(ModelSpec.Builder spec, io.grpc.Status.Code code, String message) {
    refused(() -> SERVED.get().predictions().predict(x(spec, floats(2))), code, message);
  }

  private static void status(ModelSpec.Builder spec) {
    var unused =
        SERVED
            .get()
            .models()
            .getModelStatus(GetModelStatusRequest.newBuilder().setModelSpec(spec).build());
  }
}
