package dev.jera.server.json;

import static dev.jera.server.json.InferBodies.binary;
import static dev.jera.server.json.InferBodies.input;
import static dev.jera.server.json.InferBodies.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jera.server.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InferRefusalsTest {

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
        "FP32 | [65536,65536,0] | \"data\":[] | Input 'x': shape: [65536, 65536, 0] (expected: at most 254 sizes from 0 on, whose product is at most 2147483647)",
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
}
