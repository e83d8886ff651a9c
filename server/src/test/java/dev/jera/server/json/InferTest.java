package dev.jera.server.json;

import static dev.jera.server.json.InferBodies.binary;
import static dev.jera.server.json.InferBodies.input;
import static dev.jera.server.json.InferBodies.read;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    InferAnswer answer = new InferAnswer("m", "1", Optional.empty(), List.of(output));

    assertThat(tensor.dtype()).isEqualTo(dtype);
    assertThat(answer.binary()).containsExactly(raw);
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
    assertThat(body.signature()).isEmpty();
    assertThat(body.areOutputsBinary()).isTrue();
    assertThat(body.outputs())
        .containsExactly(new RequestedOutput("a", true), new RequestedOutput("b", false));
  }

  @Test
  void aParameterNamesTheSignature() {
    assertThat(
            read("{\"inputs\": [], \"parameters\": {\"signature_name\": \"other\"}}").signature())
        .contains("other");
    assertThatThrownBy(() -> read("{\"inputs\": [], \"parameters\": {\"signature_name\": [1]}}"))
        .isInstanceOf(ApiException.class)
        .hasMessage("The request: signature_name: [1] (expected: a string)");
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

  private static String json(Output output) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new InferAnswer("m", "1", Optional.empty(), List.of(output)).writeJson(out);
    return out.toString(UTF_8);
  }
}
