package dev.jera.server.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.io.BaseEncoding;
import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import dev.jera.server.proto.inference.InferParameter;
import dev.jera.server.proto.inference.ModelInferRequest;
import dev.jera.server.proto.inference.ModelMetadataRequest;
import dev.jera.server.proto.inference.ModelReadyRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad requests over gRPC; after each of them a good one is answered. */
@ExtendWith(SharedServer.class)
class GrpcRefusalsTest {
  private static InferServer server;

  @BeforeAll
  static void share(InferServer shared) {
    server = shared;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "FP32 | shape: 2 contents { fp32_contents: 1 } | Input 'x': 1 values in fp32_contents and 0 in other fields (expected: 2 for FP32 [2], and no others)",
        "FP32 | shape: 1 contents { fp64_contents: 1 } | Input 'x': 0 values in fp32_contents and 1 in other fields (expected: 1 for FP32 [1], and no others)",
        "FP32 | shape: 1 contents { fp32_contents: 1 int_contents: 1 } | Input 'x': 1 values in fp32_contents and 1 in other fields (expected: 1 for FP32 [1], and no others)",
        "FP32 | shape: 1 | Input 'x': 0 values in fp32_contents and 0 in other fields (expected: 1 for FP32 [1], and no others)",
        "INT8 | shape: 2 contents { int_contents: [0, 300] } | Input 'x': 300 at 1 (expected: -128 to 127 for INT8)",
        "UINT16 | shape: 1 contents { uint_contents: 65536 } | Input 'x': 65536 at 0 (expected: 0 to 65535 for UINT16)",
        "FP16 | shape: 1 contents { fp32_contents: 1 } | Input 'x': FP16 has no contents (expected: raw_input_contents)",
        "FP32 | shape: -1 | Input 'x': shape: [-1] (expected: at most 254 sizes from 0 on, whose product is at most 2147483647)",
        "FP32 | shape: [4294967296, 4294967296, 0] | Input 'x': shape: [4294967296, 4294967296, 0] (expected: at most 254 sizes from 0 on, whose product is at most 2147483647)",
        "FLOAT | shape: 1 | Input 'x': datatype 'FLOAT' (expected: BOOL, INT8 to INT64, UINT8 to UINT64, FP16, BF16, FP32, FP64 or BYTES)",
      })
  void contentsThatAreNotWhatTheShapeAndDatatypeSay(String datatype, String rest, String message)
      throws Exception {
    invalid(input(datatype, rest), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "FP32 | shape: 1 | 000000 | Input 'x': 3 bytes (expected: 4 for FP32 [1])",
        "FP32 | shape: [30000, 30000] | 00 | Input 'x': 1 bytes (expected: 3600000000 for FP32 [30000, 30000])",
        "BOOL | shape: 1 | 02 | Input 'x': byte 2 at 0 (expected: 0 or 1 for BOOL)",
        "BYTES | shape: 1 | 0200000061 | Input 'x': string 0 is of 2 bytes, but 1 are left",
        "BYTES | shape: 2000000000 | 00000000 | Input 'x': 4 bytes (expected: at least 4 for each of the 2000000000 strings of shape [2000000000])",
        "FP32 | shape: 1 contents { fp32_contents: 1 } | 00000000 | Input 'x' has both contents and raw_input_contents (expected: one of them)",
      })
  void bytesThatAreNotWhatTheShapeAndDatatypeSay(
      String datatype, String rest, String hex, String message) throws Exception {
    invalid(
        input(datatype, rest)
            .addRawInputContents(
                ByteString.copyFrom(BaseEncoding.base16().lowerCase().decode(hex))),
        message);
  }

  @Test
  void shapesOfManyDimensions() throws Exception {
    invalid(
        input("FP32", "shape: 1 ".repeat(300)),
        "Input 'x': shape: 300 dimensions (expected: at most 254 sizes from 0 on, whose product is at most 2147483647)");
  }

  @Test
  void rawInputsThatAreTooFew() {
    invalid(
        InferServer.good().addRawInputContents(ByteString.EMPTY),
        "raw_input_contents: 1 of them (expected: one for each of the 2 inputs)");
  }

  @Test
  void namesThatComeTwice() {
    ModelInferRequest good = InferServer.good().build();

    invalid(good.toBuilder().addInputs(good.getInputs(0)), "Input 'a' is given twice");
    ModelInferRequest.Builder outputs = good.toBuilder();
    outputs.addOutputsBuilder().setName("next");
    outputs.addOutputsBuilder().setName("next");
    invalid(outputs, "Output 'next' is asked for twice");
  }

  @Test
  void inputsThatTheSignatureDoesNotTake() throws Exception {
    StatusRuntimeException failure =
        refused(
            () ->
                server
                    .grpc()
                    .modelInfer(input("FP64", "shape: 1 contents { fp64_contents: 1 }").build()));

    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(failure.getStatus().getDescription())
        .startsWith("Input 'x' of signature 'FP32'")
        .contains("float64 [1] (expected: float32 [?])");
  }

  @Test
  void modelsVersionsAndSignaturesThatAreNotThere() {
    ModelInferRequest.Builder good = InferServer.good();

    is(Status.Code.NOT_FOUND, () -> infer(good.clone().setModelName("nobody")));
    is(Status.Code.NOT_FOUND, () -> infer(good.clone().setModelName("x".repeat(100_000))));
    is(Status.Code.NOT_FOUND, () -> infer(good.clone().setModelVersion("9")));
    is(
        Status.Code.INVALID_ARGUMENT,
        () -> infer(good.clone().setModelVersion("99999999999999999999")));
    is(Status.Code.FAILED_PRECONDITION, () -> infer(signature(good, "no")));
    is(
        Status.Code.INVALID_ARGUMENT,
        () ->
            infer(
                good.clone()
                    .putParameters(
                        "signature_name", InferParameter.newBuilder().setInt64Param(1).build())));
    is(
        Status.Code.NOT_FOUND,
        () -> server.grpc().modelReady(ModelReadyRequest.newBuilder().setName("nobody").build()));
    is(
        Status.Code.NOT_FOUND,
        () ->
            server
                .grpc()
                .modelMetadata(ModelMetadataRequest.newBuilder().setName("nobody").build()));
  }

  @Test
  void messagesThatAreTooLarge() {
    is(Status.Code.RESOURCE_EXHAUSTED, () -> infer(InferServer.good().setId("x".repeat(2 << 20))));
  }

  private static ModelInferRequest.Builder input(String datatype, String rest)
      throws TextFormat.ParseException {
    ModelInferRequest.Builder request =
        TextFormat.parse(
            "inputs { name: 'x' datatype: '%s' %s }".formatted(datatype, rest),
            ModelInferRequest.class)
            .toBuilder();
    return signature(request.setModelName("echo"), "FP32");
  }

  private static ModelInferRequest.Builder signature(
      ModelInferRequest.Builder request, String name) {
    return request
        .clone()
        .putParameters("signature_name", InferParameter.newBuilder().setStringParam(name).build());
  }

  private static void infer(ModelInferRequest.Builder request) {
    var unused = server.grpc().modelInfer(request.build());
  }

  private static void invalid(ModelInferRequest.Builder request, String message) {
    StatusRuntimeException failure = refused(() -> infer(request));
    assertThat(failure.getStatus().getDescription()).isEqualTo(message);
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  private static void is(Status.Code code, ThrowingCallable call) {
    assertThat(refused(call).getStatus().getCode()).isEqualTo(code);
  }

  private static StatusRuntimeException refused(ThrowingCallable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call);
  }
}
