package dev.jera.server.openinference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.io.BaseEncoding;
import com.google.common.primitives.Bytes;
import com.google.protobuf.ByteString;
import dev.jera.server.proto.inference.InferParameter;
import dev.jera.server.proto.inference.ModelInferRequest;
import dev.jera.serving.repository.ModelRef;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The binary extension over REST, to the byte. */
@ExtendWith(SharedServer.class)
class BinaryTensorsTest {
  private static final String INFER = "/v2/models/echo/infer";

  private static InferServer server;

  @BeforeAll
  static void share(InferServer shared) {
    server = shared;
  }

  /** The bytes of two values each, in the order in which they are sent. */
  @ParameterizedTest
  @CsvSource({
    "BOOL, 0100",
    "UINT8, ff01",
    "UINT16, ffff0100",
    "UINT32, ffffffff01000000",
    "UINT64, ffffffffffffffff0100000000000000",
    "INT8, 8001",
    "INT16, 00800100",
    "INT32, 0000008001000000",
    "INT64, 00000000000000800100000000000000",
    "FP16, 003c00c0",
    "BF16, 803f00c0",
    "FP32, 0000803f000000c0",
    "FP64, 000000000000f03f00000000000000c0",
    "BYTES, 02000000ff0000000000",
  })
  void theBytesOfEveryDatatypeComeBack(String datatype, String hex) throws Exception {
    byte[] raw = BaseEncoding.base16().lowerCase().decode(hex);
    String json =
        "{\"parameters\":{\"signature_name\":\"%s\",\"binary_data_output\":true},\"inputs\":[{\"name\":\"x\",\"shape\":[2],\"datatype\":\"%s\",\"parameters\":{\"binary_data_size\":%d}}]}"
            .formatted(datatype, datatype, raw.length);
    String answer =
        "{\"model_name\":\"echo\",\"model_version\":\"2\",\"outputs\":[{\"name\":\"y\",\"shape\":[2],\"datatype\":\"%s\",\"parameters\":{\"binary_data_size\":%d}}]}"
            .formatted(datatype, raw.length);

    HttpResponse<byte[]> response = server.binary(INFER, json, raw);

    assertThat(response.body()).isEqualTo(Bytes.concat(answer.getBytes(UTF_8), raw));
    assertThat(response.headers().firstValue(InferServer.JSON_LENGTH))
        .contains(Integer.toString(answer.length()));
    assertThat(response.headers().firstValue("content-type")).contains("application/octet-stream");
    assertThat(response.headers().firstValueAsLong("content-length"))
        .hasValue(answer.length() + raw.length);
  }

  @Test
  void someTensorsAreBinaryAndOthersAreNot() throws Exception {
    String json =
        "{\"parameters\":{\"binary_data_output\":true},\"inputs\":["
            + "{\"name\":\"a\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2]},"
            + "{\"name\":\"b\",\"shape\":[1],\"datatype\":\"INT32\",\"parameters\":{\"binary_data_size\":4}}],"
            + "\"outputs\":[{\"name\":\"product\",\"parameters\":{\"binary_data\":false}},{\"name\":\"next\"}]}";
    String answer =
        "{\"model_name\":\"echo\",\"model_version\":\"2\",\"outputs\":["
            + "{\"name\":\"product\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[2.0,4.0]},"
            + "{\"name\":\"next\",\"shape\":[1],\"datatype\":\"INT32\",\"parameters\":{\"binary_data_size\":4}}]}";

    assertThat(server.binary(INFER, json, new byte[] {5, 0, 0, 0}).body())
        .isEqualTo(Bytes.concat(answer.getBytes(UTF_8), new byte[] {7, 0, 0, 0}));
  }

  @Test
  void binaryInputsAreAnsweredAsJsonWhereNothingElseIsAskedFor() throws Exception {
    String json =
        "{\"parameters\":{\"signature_name\":\"INT16\"},\"inputs\":[{\"name\":\"x\",\"shape\":[2],\"datatype\":\"INT16\",\"parameters\":{\"binary_data_size\":4}}]}";

    HttpResponse<byte[]> response = server.binary(INFER, json, new byte[] {1, 2, -1, -1});

    assertThat(new String(response.body(), UTF_8))
        .isEqualTo(
            "{\"model_name\":\"echo\",\"model_version\":\"2\",\"outputs\":[{\"name\":\"y\",\"shape\":[2],\"datatype\":\"INT16\",\"data\":[513,-1]}]}");
    assertThat(response.headers().firstValue(InferServer.JSON_LENGTH)).isEmpty();
  }

  @Test
  void noValuesAreATensorToo() throws Exception {
    String json =
        "{\"parameters\":{\"signature_name\":\"FP32\",\"binary_data_output\":true},\"inputs\":[{\"name\":\"x\",\"shape\":[0],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":0}}]}";

    assertThat(new String(server.binary(INFER, json).body(), UTF_8))
        .endsWith("\"shape\":[0],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":0}}]}");
  }

  @Test
  void whatHasNoJsonIsRefusedUnlessItIsAskedForAsBytes() throws Exception {
    String json =
        "{\"parameters\":{\"signature_name\":\"half\"%s},\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}]}";

    HttpResponse<String> refused = server.post(INFER, json.formatted(""));
    HttpResponse<String> given = server.post(INFER, json.formatted(",\"binary_data_output\":true"));

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body())
        .isEqualTo(
            "{\"error\":\"Output 'y': FP16 has no form in JSON (expected: the parameter binary_data, true)\"}");
    assertThat(given.body()).endsWith("\u0000<");
  }

  @Test
  void theShippedModelAnswersABatchOfPixels() throws Exception {
    byte[] pixels = new byte[32 * 784];
    new Random(1).nextBytes(pixels);
    float[] expected =
        server.server().models().call(ModelRef.latest("mnist"), model -> model.predict(pixels));

    byte[] answer =
        server
            .binary(
                "/v2/models/mnist/infer",
                "{\"parameters\":{\"binary_data_output\":true},\"inputs\":[{\"name\":\"input_1\",\"shape\":[32,28,28,1],\"datatype\":\"UINT8\",\"parameters\":{\"binary_data_size\":25088}}]}",
                pixels)
            .body();

    ByteBuffer probabilities =
        ByteBuffer.wrap(answer, answer.length - 1280, 1280).order(ByteOrder.LITTLE_ENDIAN);
    float[] given = new float[320];
    probabilities.asFloatBuffer().get(given);
    assertThat(given).containsExactly(expected, within(1e-6f));
  }

  @Test
  void tensorsOfManyFramesComeBackOverBothWires() throws Exception {
    byte[] raw = new byte[800_000];
    new Random(2).nextBytes(raw);
    String json =
        "{\"parameters\":{\"signature_name\":\"INT64\",\"binary_data_output\":true},\"inputs\":[{\"name\":\"x\",\"shape\":[100000],\"datatype\":\"INT64\",\"parameters\":{\"binary_data_size\":800000}}]}";
    ModelInferRequest.Builder request =
        ModelInferRequest.newBuilder()
            .setModelName("echo")
            .putParameters(
                "signature_name", InferParameter.newBuilder().setStringParam("INT64").build())
            .addRawInputContents(ByteString.copyFrom(raw));
    request.addInputsBuilder().setName("x").setDatatype("INT64").addShape(100_000);

    byte[] answer = server.binary(INFER, json, raw).body();

    assertThat(Arrays.copyOfRange(answer, answer.length - raw.length, answer.length))
        .isEqualTo(raw);
    assertThat(server.grpc().modelInfer(request.build()).getRawOutputContents(0))
        .isEqualTo(ByteString.copyFrom(raw));
  }
}
