package dev.jera.server.openinference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.BaseEncoding;
import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import dev.jera.server.proto.inference.InferParameter;
import dev.jera.server.proto.inference.ModelInferRequest;
import dev.jera.server.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import dev.jera.server.proto.inference.ModelInferResponse;
import dev.jera.server.proto.inference.ModelMetadataRequest;
import dev.jera.server.proto.inference.ModelMetadataResponse;
import dev.jera.server.proto.inference.ModelReadyRequest;
import dev.jera.server.proto.inference.ServerLiveRequest;
import dev.jera.server.proto.inference.ServerMetadataRequest;
import dev.jera.server.proto.inference.ServerMetadataResponse;
import dev.jera.server.proto.inference.ServerReadyRequest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conversations over gRPC, in protobuf's text. */
@ExtendWith(SharedServer.class)
class InferenceGrpcTest {
  private static InferServer server;

  @BeforeAll
  static void share(InferServer shared) {
    server = shared;
  }

  @Test
  void theServerIsLiveAndReadyAndItsModelsAre() {
    assertThat(server.grpc().serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
    assertThat(server.grpc().serverReady(ServerReadyRequest.getDefaultInstance()).getReady())
        .isTrue();
    assertThat(
            Stream.of("", "1", "2")
                .map(version -> ModelReadyRequest.newBuilder().setName("echo").setVersion(version))
                .map(request -> server.grpc().modelReady(request.build()).getReady()))
        .containsExactly(true, true, true);
  }

  @Test
  void theServerNamesItselfAndItsExtension() {
    ServerMetadataResponse response =
        server.grpc().serverMetadata(ServerMetadataRequest.getDefaultInstance());

    assertThat(response.getName()).isEqualTo("jera");
    assertThat(response.getVersion()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(response.getExtensionsList()).containsExactly("binary_tensor_data");
  }

  @Test
  void theMetadataIsThatOfTheDefaultSignature() throws Exception {
    ModelMetadataRequest request =
        ModelMetadataRequest.newBuilder().setName("echo").setVersion("1").build();

    assertThat(server.grpc().modelMetadata(request))
        .isEqualTo(
            TextFormat.parse(
                """
                name: "echo" versions: "1" versions: "2" platform: "tensorflow_savedmodel"
                inputs { name: "a" datatype: "FP32" shape: [-1, 2] }
                inputs { name: "b" datatype: "INT32" shape: [-1] }
                outputs { name: "next" datatype: "INT32" shape: [-1] }
                outputs { name: "product" datatype: "FP32" shape: [-1, 2] }
                """,
                ModelMetadataResponse.class));
  }

  @Test
  void contentsAreAnsweredInContents() throws Exception {
    assertThat(infer(InferServer.good()))
        .isEqualTo(
            response(
                """
                model_name: "echo" model_version: "2" id: "7"
                outputs { name: "next" datatype: "INT32" shape: 2 contents { int_contents: [7, 8] } }
                outputs {
                  name: "product" datatype: "FP32" shape: [2, 2]
                  contents { fp32_contents: [2, 4, 6, 8] }
                }
                """));
  }

  @Test
  void rawTensorsAreAnsweredRawInTheOrderThatIsAskedFor() throws Exception {
    ModelInferRequest.Builder request =
        InferServer.good()
            .setModelVersion("1")
            .addOutputs(InferRequestedOutputTensor.newBuilder().setName("product"))
            .addOutputs(InferRequestedOutputTensor.newBuilder().setName("next"))
            .addRawInputContents(hex("0000803f000000400000404000008040"))
            .addRawInputContents(hex("0500000006000000"));
    request.getInputsBuilder(0).clearContents();
    request.getInputsBuilder(1).clearContents();

    assertThat(infer(request))
        .isEqualTo(
            response(
                    """
                    model_name: "echo" model_version: "1" id: "7"
                    outputs { name: "product" datatype: "FP32" shape: [2, 2] }
                    outputs { name: "next" datatype: "INT32" shape: 2 }
                    """)
                .toBuilder()
                .addRawOutputContents(hex("0000803f000000400000404000008040"))
                .addRawOutputContents(hex("0600000007000000"))
                .build());
  }

  /** The least and the largest value of each, and its bytes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BOOL | bool_contents: [false, true] | 0001",
        "UINT8 | uint_contents: [0, 255] | 00ff",
        "UINT16 | uint_contents: [0, 65535] | 0000ffff",
        "UINT32 | uint_contents: [0, 4294967295] | 00000000ffffffff",
        "UINT64 | uint64_contents: [0, 18446744073709551615] | 0000000000000000ffffffffffffffff",
        "INT8 | int_contents: [-128, 127] | 807f",
        "INT16 | int_contents: [-32768, 32767] | 0080ff7f",
        "INT32 | int_contents: [-2147483648, 2147483647] | 00000080ffffff7f",
        "INT64 | int64_contents: [-9223372036854775808, 1] | 00000000000000800100000000000000",
        "FP32 | fp32_contents: [1, -2] | 0000803f000000c0",
        "FP64 | fp64_contents: [1, -2] | 000000000000f03f00000000000000c0",
        "BYTES | bytes_contents: ['a\\377', ''] | 0200000061ff00000000",
      })
  void everyDatatypeComesBackAsItIsGiven(String datatype, String contents, String hex)
      throws Exception {
    String input = "inputs { name: 'x' datatype: '%s' shape: 2 %s }";
    String output = input.replace("inputs", "outputs").replace("'x'", "'y'");
    String typed = "contents { %s }".formatted(contents);

    assertThat(infer(named(datatype, input.formatted(datatype, typed))).getOutputs(0))
        .isEqualTo(response(output.formatted(datatype, typed)).getOutputs(0));
    ModelInferResponse raw =
        infer(named(datatype, input.formatted(datatype, "")).addRawInputContents(hex(hex)));
    assertThat(raw.getOutputs(0)).isEqualTo(response(output.formatted(datatype, "")).getOutputs(0));
    assertThat(raw.getRawOutputContentsList()).containsExactly(hex(hex));
  }

  @ParameterizedTest
  @CsvSource({"FP16, 003c00c0", "BF16, 803f00c0"})
  void floatsOf16BitsAreRaw(String datatype, String hex) throws Exception {
    ModelInferRequest.Builder request =
        named(datatype, "inputs { name: 'x' datatype: '%s' shape: 2 }".formatted(datatype));

    assertThat(infer(request.addRawInputContents(hex(hex))).getRawOutputContentsList())
        .containsExactly(hex(hex));
  }

  @Test
  void contentsAreAnsweredRawWhereAnOutputHasNoContents() throws Exception {
    ModelInferResponse response =
        infer(
            named(
                "half",
                "inputs { name: 'x' datatype: 'FP32' shape: 1 contents { fp32_contents: 1 } }"));

    assertThat(response.getOutputs(0).hasContents()).isFalse();
    assertThat(response.getRawOutputContentsList()).containsExactly(hex("003c"));
  }

  private static ModelInferResponse infer(ModelInferRequest.Builder request) {
    return server.grpc().modelInfer(request.build());
  }

  private static ModelInferRequest.Builder named(String signature, String inputs)
      throws TextFormat.ParseException {
    return TextFormat.parse(inputs, ModelInferRequest.class).toBuilder()
        .setModelName("echo")
        .putParameters(
            "signature_name", InferParameter.newBuilder().setStringParam(signature).build());
  }

  private static ModelInferResponse response(String text) throws TextFormat.ParseException {
    return TextFormat.parse(text, ModelInferResponse.class);
  }

  private static ByteString hex(String hex) {
    return ByteString.copyFrom(BaseEncoding.base16().lowerCase().decode(hex));
  }
}
