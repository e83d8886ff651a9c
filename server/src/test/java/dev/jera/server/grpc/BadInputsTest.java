package dev.jera.server.grpc;

import static dev.jera.server.grpc.Refusals.refused;
import static dev.jera.server.grpc.Refusals.refusedOver;
import static dev.jera.server.grpc.Served.floats;
import static dev.jera.server.grpc.Served.half;
import static dev.jera.server.grpc.Served.shape;
import static dev.jera.server.grpc.Served.version;
import static dev.jera.server.grpc.Served.x;
import static io.grpc.Status.Code.FAILED_PRECONDITION;
import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static io.grpc.Status.Code.NOT_FOUND;
import static io.grpc.Status.Code.RESOURCE_EXHAUSTED;
import static io.grpc.Status.Code.UNAVAILABLE;
import static io.grpc.Status.Code.UNIMPLEMENTED;

import dev.jera.server.Limits;
import dev.jera.server.proto.PredictionServiceGrpc;
import dev.jera.server.proto.RegressionRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.TensorProto;

/**
 * What a server must survive, by gRPC: each is refused, and a good request is answered after it.
 */
class BadInputsTest {
  @TempDir static Path directory;
  @RegisterExtension static final SharedServed SERVED = new SharedServed();

  @Test
  void unknownModelVersionLabelAndSignatureAreRefused() {
    var predictions = SERVED.get().predictions();
    refusedOver(
        () -> predictions.predict(x(version(-1), floats(1))), NOT_FOUND, "Specific(half, -1)");
    refusedOver(
        () -> predictions.predict(x(half().setName("../../etc/passwd\0"), floats(1))),
        NOT_FOUND,
        "Latest(../../etc/passwd\0)");
    refusedOver(
        () -> predictions.predict(x(half().setVersionLabel("none"), floats(1))),
        INVALID_ARGUMENT,
        "label: none");
    refusedOver(
        () -> predictions.predict(x(half().setSignatureName("none"), floats(1))),
        FAILED_PRECONDITION,
        "\"none\"");
  }

  @Test
  void aNameOfMegabytesIsCutInTheAnswer() {
    refusedOver(
        () -> SERVED.get().predictions().predict(x(half().setName("ä".repeat(400_000)), floats(1))),
        NOT_FOUND,
        "Latest(ääää");
  }

  @Test
  void aMessageOverTheLimitExhaustsResources() {
    String message =
        "The request's message is larger than the server allows (at most: %d bytes)"
            .formatted(SharedServed.MOST);
    var tooLarge = x(half(), floats(new float[SharedServed.MOST / 4 + 100]));
    refused(() -> SERVED.get().predictions().predict(tooLarge), RESOURCE_EXHAUSTED, message);
    // It is small on the wire.
    refusedOver(
        () -> SERVED.get().predictions().withCompression("gzip").predict(tooLarge),
        RESOURCE_EXHAUSTED,
        String.valueOf(SharedServed.MOST));
  }

  @Test
  void bodiesThatTakeTooMuchTogetherAreUnavailable() throws Exception {
    try (Served tight =
        Served.half(directory.resolve("tight"), Limits.defaults().withHeldBytes(10_000))) {
      var large = x(half(), floats(new float[10_000]));
      refusedOver(
          () -> tight.predictions().predict(large),
          UNAVAILABLE,
          "(at most: 10000); try again later");
      refusedOver(
          () -> tight.predictions().withCompression("gzip").predict(large),
          UNAVAILABLE,
          "(at most: 10000); try again later");
      tight.answersAGoodRequest();
    }
  }

  @Test
  void tensorsThatLieAreRefusedBeforeAnythingIsAllocated() {
    BadTensors.all()
        .forEach(
            (part, tensor) -> {
              refusedOver(
                  () -> SERVED.get().predictions().predict(x(half(), tensor)),
                  INVALID_ARGUMENT,
                  "tensor parsing error: x: ");
              refusedOver(
                  () -> SERVED.get().predictions().predict(x(half(), tensor)),
                  INVALID_ARGUMENT,
                  part);
            });
  }

  @Test
  void aContextIsNotMultipliedBeyondTheLimit() {
    var request = RegressionRequest.newBuilder().setModelSpec(half().setSignatureName("regress"));
    var list = request.getInputBuilder().getExampleListWithContextBuilder();
    list.getContextBuilder()
        .getFeaturesBuilder()
        .putFeature("n".repeat(10_000), Feature.getDefaultInstance());
    for (int i = 0; i < 1000; i++) {
      list.addExamples(Example.getDefaultInstance());
    }
    refusedOver(
        () -> SERVED.get().predictions().regress(request.build()),
        INVALID_ARGUMENT,
        "in each of 1000 examples (expected: at most 1048576)");
  }

  @Test
  void dtypeAndShapeAreCheckedAgainstTheSignature() {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(DataType.DT_DOUBLE).setTensorShape(shape(1));
    refusedOver(
        () -> SERVED.get().predictions().predict(x(half(), tensor.addDoubleVal(1).build())),
        INVALID_ARGUMENT,
        "float64 [1] (expected: float32 [?])");
    refusedOver(
        () ->
            SERVED
                .get()
                .predictions()
                .predict(x(half(), floats(1, 2).toBuilder().setTensorShape(shape(2, 1)).build())),
        INVALID_ARGUMENT,
        "float32 [2, 1] (expected: float32 [?])");
  }

  @Test
  void bytesThatAreNoMessageAreInvalid() {
    refusedOver(
        () ->
            RawCalls.call(
                SERVED.get(),
                PredictionServiceGrpc.getPredictMethod().getFullMethodName(),
                "\u00ff\u00ff"),
        INVALID_ARGUMENT,
        "The request is not the message that the method takes");
  }

  @Test
  void aMethodThatThereIsNotIsUnimplemented() {
    refused(
        () -> RawCalls.call(SERVED.get(), "tensorflow.serving.SessionService/SessionRun", ""),
        UNIMPLEMENTED,
        "There is no method /tensorflow.serving.SessionService/SessionRun on this server");
  }

  @Test
  void examplesThatAreNoneReachTheClientInTensorFlowsWords() {
    var request = RegressionRequest.newBuilder().setModelSpec(half().setSignatureName("regress"));
    request.getInputBuilder().getExampleListBuilder().addExamplesBuilder();
    refusedOver(
        () -> SERVED.get().predictions().regress(request.build()), INVALID_ARGUMENT, "Feature: x");
  }
}
