package dev.jera.server.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.Bytes;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.server.ApiException;
import dev.jera.server.json.InferAnswer.Output;
import dev.jera.server.json.InferBody.RequestedOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;

class InferTest {

  @ParameterizedTest
  @ValueSource(strings = {"[1, 2.5, 3, 4]", "[[1, 2.5], [3, 4]]"})
  void dataMayBeFlatOrNested(String data) {
    InferBody body =
        read(
            "{\"inputs\": [{\"data\": %s, \"name\": \"x\", \"shape\": [2, 2], \"datatype\": \"FP32\"}]}"
                .formatted(data));

    assertThat(body.inputs())
        .isEqualTo(Map.of("x", TensorData.of(Shape.of(2, 2), 1f, 2.5f, 3f, 4f)));
    assertThat(body.id()).isEmpty();
    assertThat(body.outputs()).isEmpty();
    assertThat(body.areOutputsBinary()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "BOOL | BOOL | [true]",
        "UINT8 | UINT8 | [255]",
        "UINT16 | UINT16 | [65535]",
        "UINT32 | UINT32 | [4294967295]",
        "UINT64 | UINT64 | [18446744073709551615]",
        "INT8 | INT8 | [-128]",
        "INT16 | INT16 | [-32768]",
        "INT32 | INT32 | [-2147483648]",
        "INT64 | INT64 | [-9223372036854775808]",
        "FP32 | FLOAT32 | [0.1]",
        "FP64 | FLOAT64 | [0.1]",
        "BYTES | STRING | [\"ü\"]",
      })
  void everyDatatypeIsReadAndWritten(String datatype, Dtype dtype, String data) throws IOException {
    TensorData tensor = read(input(datatype, "[1]", "\"data\": " + data)).inputs().get("x");

    assertThat(tensor.dtype()).isEqualTo(dtype);
    assertThat(json(new Output("y", tensor, false)))
        .isEqualTo(
            "{\"model_name\":\"m\",\"model_version\":\"1\",\"outputs\":[{\"name\":\"y\",\"shape\":[1],\"datatype\":\"%s\",\"data\":%s}]}",
            datatype, data);
  }

  @ParameterizedTest
  @EnumSource(value = Dtype.class, names = "OTHER", mode = EnumSource.Mode.EXCLUDE)
  void everyDatatypeIsReadFromTheBytesItIsWrittenIn(Dtype dtype) throws IOException {
    byte[] raw =
        dtype == Dtype.STRING
            ? new byte[] {2, 0, 0, 0, -1, 7, 0, 0, 0, 0}
            : new byte[2 * dtype.byteSize()];
    if (dtype != Dtype.STRING) {
      raw[0] = 1;
    }
    String size = "\"parameters\": {\"binary_data_size\": %d}".formatted(raw.length);
    TensorData tensor = binary(input(Datatype.of(dtype), "[2]", size), raw).inputs().get("x");
    Output output = new Output("y", tensor, true);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new InferAnswer("m", "1", Optional.empty(), List.of(output)).writeBinary(out);

    assertThat(tensor.dtype()).isEqualTo(dtype);
    assertThat(out.toByteArray()).isEqualTo(raw);
    assertThat(json(output))
        .endsWith("\"parameters\":{\"binary_data_size\":%d}}]}".formatted(raw.length));
  }

  @Test
  void theBytesOfInputsFollowInTheirOrder() {
    InferBody body =
        binary(
            "{\"inputs\": [{\"name\": \"a\", \"shape\": [1], \"datatype\": \"INT16\", \"parameters\": {\"binary_data_size\": 2}},"
                + "{\"name\": \"b\", \"shape\": [], \"datatype\": \"UINT8\", \"data\": [9]},"
                + "{\"name\": \"c\", \"shape\": [1], \"datatype\": \"FP32\", \"parameters\": {\"binary_data_size\": 4}}]}",
            new byte[] {1, 2, 0, 0, (byte) 0x80, 0x3F});

    assertThat(body.inputs())
        .isEqualTo(
            Map.of(
                "a", TensorData.of(Shape.of(1), (short) 513),
                "b", TensorData.of(Shape.scalar(), (byte) 9),
                "c", TensorData.of(Shape.of(1), 1f)));
  }

  @Test
  void theOutputsOwnWordOnBytesWins() {
    InferBody body =
        read(
            "{\"id\": \"7\", \"parameters\": {\"binary_data_output\": true, \"other\": [1]}, \"inputs\": [],"
                + " \"outputs\": [{\"name\": \"a\"}, {\"name\": \"b\", \"parameters\": {\"binary_data\": false}}]}");

    assertThat(body.id()).contains("7");
    assertThat(body.areOutputsBinary()).isTrue();
    assertThat(body.outputs())
        .containsExactly(new RequestedOutput("a", true), new RequestedOutput("b", false));
  }

  @Test
  void theIdIsEchoedAndTheDataFlat() throws IOException {
    InferAnswer answer =
        new InferAnswer(
            "m",
            "3",
            Optional.of("7"),
            List.of(new Output("y", TensorData.of(Shape.of(1, 2), 1f, 2f), false)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    answer.writeJson(out);

    assertThat(out.toString(UTF_8))
        .isEqualTo(
            "{\"model_name\":\"m\",\"model_version\":\"3\",\"id\":\"7\",\"outputs\":[{\"name\":\"y\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1.0,2.0]}]}");
    assertThat(answer.hasBinary()).isFalse();
  }

  @Test
  void whatHasNoFormInJsonMustBeWrittenAsBytes() {
    TensorData half = TensorData.of(Shape.of(1), 1f).as(Dtype.FLOAT16);
    TensorData bytes = TensorData.of(Shape.of(1), new byte[][] {{-1}});

    assertThatThrownBy(() -> new Output("y", half, false))
        .isInstanceOf(ApiException.class)
        .hasMessage(
            "Output 'y': FP16 has no form in JSON (expected: the parameter binary_data, true)");
    assertThatThrownBy(() -> new Output("y", bytes, false))
        .isInstanceOf(ApiException.class)
        .hasMessageStartingWith("Output 'y': bytes that are no UTF-8 has no form");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "11", "x", "", "1.5", "99999999999"})
  void aLengthOfTheJsonThatIsNoneIsRefused(String header) {
    assertThat(InferBody.jsonLength(" 10 ", 10)).isEqualTo(10);
    assertThatThrownBy(() -> InferBody.jsonLength(header, 10))
        .isInstanceOf(ApiException.class)
        .hasMessage(
            "Inference-Header-Content-Length: %s (expected: a number of bytes up to 10, the body's length)",
            header);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "FP32 | [2] | \"data\":[1] | Input 'x': data of shape [1] (expected: [2], or its 2 values flat)",
        "FP32 | [2,1] | \"data\":[[1,2]] | Input 'x': data of shape [1, 2] (expected: [2, 1], or its 2 values flat)",
        "FP32 | [2] | \"data\":[1,\"x\"] | Input 'x': JSON Value: \"x\" Type: String is not of expected type: float",
        "FP32 | [1] | \"data\":1 | Input 'x': data: 1 (expected: JSON's Array)",
        "FP32 | [-1] | \"data\":[1] | Input 'x': shape: [-1] (expected: at most 254 sizes from 0 on, whose product is at most 2147483647)",
        "FP32 | [65536,65536,0] | \"data\":[] | Input 'x': shape: [65536,65536,0] (expected: at most 254 sizes from 0 on, whose product is at most 2147483647)",
        "FP32 | [1.0] | \"data\":[1] | Input 'x': shape: [1.0] (expected: at most 254 sizes from 0 on, whose product is at most 2147483647)",
        "FP16 | [1] | \"data\":[1] | Input 'x': FP16 has no form in JSON (expected: binary_data_size, and the bytes after the JSON)",
        "FLOAT | [1] | \"data\":[1] | Input 'x': datatype 'FLOAT' (expected: BOOL, INT8 to INT64, UINT8 to UINT64, FP16, BF16, FP32, FP64 or BYTES)",
        "FP32 | [1] | \"y\":1 | Input 'x' has no data (expected: either data or the parameter binary_data_size)",
        "FP32 | [1] | \"data\":[1],\"parameters\":{\"binary_data_size\":4} | Input 'x' has both data and binary_data_size (expected: either data or the parameter binary_data_size)",
        "FP32 | [1] | \"parameters\":{\"binary_data_size\":-4} | Input 'x': binary_data_size: -4 (expected: a whole number of bytes)",
        "FP32 | [1] | \"parameters\":{\"binary_data_size\":4} | Input 'x': binary_data_size: 4, but the body has 0 bytes left",
        "FP32 | [1] | \"parameters\":7 | Input 'x': parameters: 7 (expected: an object)",
      })
  void anInputThatIsNotWhatItSaysIsRefused(
      String datatype, String shape, String rest, String message) {
    assertThatThrownBy(() -> read(input(datatype, shape, rest)))
        .isInstanceOf(ApiException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FP32 | 3 | 4 | Input 'x': 3 bytes (expected: 4 for FP32 [1])",
        "FP32 | 4 | 5 | The binary part has 1 bytes more than the inputs' binary_data_size",
        "FP32 | 4 | 3 | Input 'x': binary_data_size: 4, but the body has 3 bytes left",
        "BOOL | 1 | 1 | Input 'x': byte 2 at 0 (expected: 0 or 1 for BOOL)",
        "BYTES | 3 | 3 | Input 'x': 3 bytes (expected: at least 4 for each of the 1 strings of shape [1])",
        "BYTES | 5 | 5 | Input 'x': string 0 is of 2 bytes, but 1 are left",
        "BYTES | 7 | 7 | Input 'x': 1 bytes after its 1 strings",
      })
  void bytesThatAreNotWhatTheJsonSaysAreRefused(
      String datatype, int size, int given, String message) {
    byte[] bytes = new byte[given];
    bytes[0] = 2;

    assertThatThrownBy(
            () ->
                binary(
                    input(
                        datatype,
                        "[1]",
                        "\"parameters\":{\"binary_data_size\":%d}".formatted(size)),
                    bytes))
        .isInstanceOf(ApiException.class)
        .hasMessage(message);
  }

  @Test
  void aStringWhoseLengthIsPastInt32IsRefused() {
    assertThatThrownBy(
            () ->
                binary(
                    input("BYTES", "[1]", "\"parameters\":{\"binary_data_size\":4}"),
                    new byte[] {-1, -1, -1, -1}))
        .isInstanceOf(ApiException.class)
        .hasMessage("Input 'x': string 0 is of 4294967295 bytes, but 0 are left");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | The request: [] (expected: an object)",
        "{} | The request: 'inputs' is missing",
        "{\"inputs\":1} | The request: inputs: 1 (expected: JSON's Array)",
        "{\"inputs\":[1]} | An input: 1 (expected: an object)",
        "{\"inputs\":[{}]} | An input: 'name' is missing",
        "{\"inputs\":[],\"id\":1} | The request: id: 1 (expected: JSON's String)",
        "{\"inputs\":[],\"outputs\":[{\"name\":\"a\"},{\"name\":\"a\"}]} | Output 'a' is asked for twice",
        "{\"inputs\":[],\"inputs\":[]} | The request: 'inputs' is given twice",
      })
  void otherBodiesAreRefused(String body, String message) {
    assertThatThrownBy(() -> read(body)).isInstanceOf(ApiException.class).hasMessage(message);
  }

  @Test
  void metadataNamesTheTensors() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    InferMetadata.writeModel(out, "m", List.of("1", "2"), Signatures.of(Dtype.STRING));

    assertThat(out.toString(UTF_8))
        .isEqualTo(
            "{\"name\":\"m\",\"versions\":[\"1\",\"2\"],\"platform\":\"tensorflow_savedmodel\",\"inputs\":[{\"name\":\"x\",\"datatype\":\"BYTES\",\"shape\":[-1]}],\"outputs\":[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[-1]}]}");

    out.reset();
    InferMetadata.writeServer(out, "jera", "0.1", List.of("binary_tensor_data"));
    assertThat(out.toString(UTF_8))
        .isEqualTo(
            "{\"name\":\"jera\",\"version\":\"0.1\",\"extensions\":[\"binary_tensor_data\"]}");
  }

  private static String input(String datatype, String shape, String rest) {
    return "{\"inputs\": [{\"name\": \"x\", \"shape\": %s, \"datatype\": \"%s\", %s}]}"
        .formatted(shape, datatype, rest);
  }

  private static InferBody read(String body) {
    return InferBody.read(body.getBytes(UTF_8));
  }

  private static InferBody binary(String json, byte[] bytes) {
    byte[] text = json.getBytes(UTF_8);
    return InferBody.read(Bytes.concat(text, bytes), text.length);
  }

  private static String json(Output output) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new InferAnswer("m", "1", Optional.empty(), List.of(output)).writeJson(out);
    return out.toString(UTF_8);
  }
}
