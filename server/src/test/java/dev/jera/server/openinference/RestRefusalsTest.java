package dev.jera.server.openinference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.BaseEncoding;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad bodies over REST; after each of them a good one is answered. */
@ExtendWith(SharedServer.class)
class RestRefusalsTest {
  private static final String INFER = "/v2/models/echo/infer";

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
        "`` | JSON Parse error: The document is empty",
        "{\"inputs\": [ | JSON Parse error:",
        "[1,2] | The request: [1,2] (expected: an object)",
        "\"x\" | The request: \"x\" (expected: an object)",
        "{} | The request: 'inputs' is missing",
        "{\"inputs\":[]} | Input 'a' of signature 'serving_default'",
        "{\"inputs\":[],\"parameters\":{\"signature_name\":\"no\"}} | The model has no signature 'no' (expected: one of [",
        "{\"inputs\":[],\"parameters\":{\"signature_name\":1}} | The request: signature_name: 1 (expected: a string)",
      })
  void bodiesThatAskNothing(String body, String message) throws Exception {
    refused(server.post(INFER, body), 400, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[2,2] | FP32 | [[1,2],[3]] | Input 'a': Encountered list at unexpected size: 1 at level: 1 expected size: 2",
        "[2,2] | FP32 | [1,2,3,null] | Input 'a': JSON Value: null Type: Null is not of expected type: float",
        "[2,2] | FP32 | [1,2,3,1e400] | JSON Parse error: Number too big to be stored in double.",
        "[2,2] | INT8 | [1,2,3,300] | Input 'a': JSON Value: 300 Type: Number is not of expected type: int8",
        "[2,2] | INT32 | [1,2,3,1.5] | Input 'a': JSON Value: 1.5 Type: Number is not of expected type: int32",
        "[2,3] | FP32 | [1,2,3,4] | Input 'a': data of shape [4] (expected: [2, 3], or its 6 values flat)",
        "[-1] | FP32 | [1] | Input 'a': shape: [-1] (expected: at most 254 sizes",
        "[2147483647,2147483647,2147483647] | FP32 | [1] | Input 'a': shape: [2147483647, 2147483647, 2147483647] (expected:",
        "[2,2] | FP64 | [1,2,3,4] | Input 'a' of signature 'serving_default'",
        "[4] | FP32 | [1,2,3,4] | Input 'a' of signature 'serving_default'",
        "[2,2] | FP16 | [1,2,3,4] | Input 'a': FP16 has no form in JSON",
        "[2,2] | COMPLEX64 | [1] | Input 'a': datatype 'COMPLEX64' (expected: BOOL, INT8",
      })
  void inputsOfWrongValuesShapesAndDatatypes(
      String shape, String datatype, String data, String message) throws Exception {
    String body =
        "{\"inputs\":[{\"name\":\"a\",\"shape\":%s,\"datatype\":\"%s\",\"data\":%s},{\"name\":\"b\",\"shape\":[2],\"datatype\":\"INT32\",\"data\":[5,6]}]}"
            .formatted(shape, datatype, data);

    refused(server.post(INFER, body), 400, message);
  }

  @Test
  void shapesOfManyDimensions() throws Exception {
    String ones = "[1" + ",1".repeat(299) + "]";

    refused(
        server.post(INFER, InferServer.GOOD.replace("[2,2]", ones)),
        400,
        "Input 'a': shape: [1,1,1");
  }

  @Test
  void arraysNestedTooDeep() throws Exception {
    refused(server.post(INFER, "[".repeat(100_000)), 400, "JSON Parse error:");
  }

  @Test
  void bodiesThatAreTooLarge() throws Exception {
    refused(
        server.post(INFER, " ".repeat(2 << 20)),
        413,
        "The request's body is larger than the server allows (at most: 1048576 bytes, inflated)");
  }

  @Test
  void outputsThatAreNotThere() throws Exception {
    String outputs = ",\"outputs\":[{\"name\":\"z\"}]}";

    refused(
        server.post(INFER, InferServer.GOOD.replaceFirst("}$", outputs)), 400, "No output 'z' in");
  }

  @ParameterizedTest
  @CsvSource({"/v2/models/nobody/infer, 404", "/v2/models/echo/versions/9/infer, 404"})
  void modelsThatAreNotThere(String path, int status) throws Exception {
    refused(server.post(path, InferServer.GOOD), status, "Servable not found for request: ");
  }

  @ParameterizedTest
  @CsvSource({"-1", "100000", "x", "1.5", "99999999999"})
  void lengthsOfTheJsonThatAreNone(String length) throws Exception {
    refused(
        server.post(INFER, length, InferServer.GOOD, new byte[8]),
        "Inference-Header-Content-Length: %s (expected: a number of bytes up to".formatted(length));
  }

  @Test
  void aLengthInTheMidstOfTheJson() throws Exception {
    refused(server.post(INFER, "20", InferServer.GOOD, new byte[8]), "JSON Parse error:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FP32 | 8 | 00000000 | Input 'x': binary_data_size: 8, but the body has 4 bytes left",
        "FP32 | 4 | 0000000000 | The binary part has 1 bytes more than the inputs' binary_data_size",
        "FP32 | 3 | 000000 | Input 'x': 3 bytes (expected: 4 for FP32 [1])",
        "FP32 | 2147483648 | 00000000 | Input 'x': binary_data_size: 2147483648 (expected: a whole number of bytes)",
        "FP32 | -4 | 00000000 | Input 'x': binary_data_size: -4 (expected: a whole number of bytes)",
        "BOOL | 1 | 02 | Input 'x': byte 2 at 0 (expected: 0 or 1 for BOOL)",
        "BYTES | 5 | 0200000061 | Input 'x': string 0 is of 2 bytes, but 1 are left",
        "BYTES | 4 | ffffffff | Input 'x': string 0 is of 4294967295 bytes, but 0 are left",
        "BYTES | 6 | 010000006161 | Input 'x': 1 bytes after its 1 strings",
        "INT16 | 2 | 0000 | Input 'x' of signature 'FP32'",
      })
  void bytesThatAreNotWhatTheJsonSays(String datatype, String size, String hex, String message)
      throws Exception {
    String json =
        "{\"parameters\":{\"signature_name\":\"FP32\"},\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"%s\",\"parameters\":{\"binary_data_size\":%s}}]}"
            .formatted(datatype, size);
    byte[] bytes = BaseEncoding.base16().lowerCase().decode(hex);

    refused(server.binary(INFER, json, bytes), message);
  }

  private static void refused(HttpResponse<byte[]> response, String message) {
    assertThat(new String(response.body(), UTF_8)).startsWith("{\"error\":\"" + message);
    assertThat(response.statusCode()).isEqualTo(400);
  }

  private static void refused(HttpResponse<String> response, int status, String message) {
    assertThat(response.body()).startsWith("{\"error\":\"" + message.replace("\"", "\\\""));
    assertThat(response.statusCode()).isEqualTo(status);
  }
}
