package dev.jera.server.json;

import static dev.jera.server.json.Signatures.read;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.server.ApiException;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;

class PredictBodyTest {
  private static final Signature FLOATS = Signatures.of(Dtype.FLOAT32);

  @Test
  void rowsOfListsAreABatch() {
    PredictBody body = read(FLOATS, "{\"instances\": [[1, 2.5], [-3e1, 4]]}");

    assertThat(body.form()).isEqualTo(Form.ROWS);
    assertThat(body.signature()).isEqualTo(FLOATS);
    assertThat(body.inputs())
        .isEqualTo(Map.of("x", TensorData.of(Shape.of(2, 2), 1f, 2.5f, -30f, 4f)));
  }

  @Test
  void rowsOfScalarsAreAVector() {
    assertThat(only(FLOATS, "{\"instances\":[1,2,3]}"))
        .isEqualTo(TensorData.of(Shape.of(3), 1f, 2f, 3f));
  }

  @Test
  void rowsOfObjectsAreABatchForEachInput() {
    PredictBody body =
        read(
            Signatures.two(),
            "{\"instances\": [{\"a\": [1, 2], \"b\": \"x\"}, {\"b\": {\"b64\": \"eQ==\"}, \"a\": [3, 4]}]}");

    assertThat(body.inputs())
        .isEqualTo(
            Map.of(
                "a", TensorData.of(Shape.of(2, 2), 1f, 2f, 3f, 4f),
                "b", TensorData.of(Shape.of(2), "x", "y")));
  }

  @Test
  void columnsMayDifferInTheirFirstSizeAndExtraKeysAreIgnored() {
    PredictBody body =
        read(Signatures.two(), "{\"inputs\": {\"c\": {}, \"a\": [[1], [2]], \"b\": \"x\"}}");

    assertThat(body.form()).isEqualTo(Form.COLUMNS);
    assertThat(body.inputs())
        .isEqualTo(
            Map.of(
                "a", TensorData.of(Shape.of(2, 1), 1f, 2f),
                "b", TensorData.of(Shape.scalar(), "x")));
  }

  @Test
  void theOnlyColumnNeedsNoName() {
    assertThat(only(FLOATS, "{\"inputs\": 1.5}")).isEqualTo(TensorData.of(Shape.scalar(), 1.5f));
    assertThat(only(FLOATS, "{\"inputs\": [[]]}"))
        .isEqualTo(TensorData.of(Shape.of(1, 0), new float[0]));
    assertThat(only(Signatures.of(Dtype.STRING), "{\"inputs\": {\"b64\": \"AP8\"}}"))
        .isEqualTo(TensorData.of(Shape.scalar(), new byte[][] {{0, -1}}));
  }

  @Test
  void theSignatureMayBeNamedAfterTheTensors() {
    List<String> asked = new ArrayList<>();

    PredictBody.read(
        envelope(
            "{\"other\": [{\"signature_name\": 1}], \"instances\": [true], \"signature_name\": \"t\\u0065st\"}"),
        name -> {
          asked.add(name);
          return Signatures.of(Dtype.BOOL);
        });

    assertThat(asked).containsExactly("test");
  }

  @Test
  void theDefaultSignatureIsAskedWhereNoneIsNamed() {
    assertThat(read(FLOATS, "{\"signature_name\": \"\", \"inputs\": 1}").signature())
        .isEqualTo(FLOATS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | The document is empty",
        "` ` | The document is empty. at offset: 1",
        "{\"instances\": [1, 2 | Missing a comma or ] after an array element. at offset: 19",
        "{\"instances\": [1 2]} | Missing a comma or ] after an array element. at offset: 17",
        "{\"instances\": [1]]} | Missing a comma or } after an object member. at offset: 17",
        "{\"instances\": [1]} x | The document root must not be followed by other values. at offset: 19",
        "{\"instances\": [1]} {} | The document root must not be followed by other values. at offset: 19",
        "{\"instances\": [1,]} | Invalid value. at offset: 17",
        "{\"instances\": [nul]} | Invalid value. at offset: 18",
        "{\"instances\": [+1]} | Invalid value. at offset: 15",
        "{\"instances\": [.5]} | Invalid value. at offset: 15",
        "{\"instances\": [-]} | Invalid value. at offset: 16",
        "{\"instances\": [1.]} | Miss fraction part in number. at offset: 17",
        "{\"instances\": [1e]} | Miss exponent in number. at offset: 17",
        "{\"instances\": [01]} | Missing a comma or ] after an array element. at offset: 16",
        "{\"instances\": [1e400]} | Number too big to be stored in double. at offset: 15",
        "{\"instances\": [-1e400]} | Number too big to be stored in double. at offset: 15",
        "{'instances': [1]} | Missing a name for object member. at offset: 1",
        "{\"instances\" [1]} | Missing a colon after a name of object member. at offset: 13",
        "{\"instances\": \"a | Missing a closing quotation mark in string. at offset: 16",
        "{\"instances\": \"\\x\"} | Invalid escape character in string. at offset: 16",
        "{\"instances\": \"\\u00g0\"} | Incorrect hex digit after \\u escape in string. at offset: 19",
        "{\"instances\": \"\\ud800\"} | The surrogate pair in string is invalid. at offset: 21",
        "{\"a\": 1, \"a\": 2} | Duplicate key 'a'. at offset: 14",
      })
  void textThatIsNoJsonIsRefusedWithItsOffset(String body, String message) {
    assertRefused(FLOATS, body, "JSON Parse error: " + message);
  }

  @Test
  void stringsThatAreNoUtf8AreRefused() {
    byte[] body = "{\"instances\": [\"?\"]}".getBytes(UTF_8);
    body[16] = (byte) 0xC0;

    assertThatThrownBy(() -> Envelope.of(body))
        .isInstanceOf(ApiException.class)
        .hasMessage("JSON Parse error: Invalid encoding in string. at offset: 16");
  }

  @Test
  void aHundredThousandBracketsAreRefused() {
    assertRefused(
        FLOATS,
        "[".repeat(100_000),
        "JSON Parse error: Nested deeper than 255 levels, the limit of JSON's depth. at offset: 255");
  }

  @Test
  void asManyDimensionsAsTensorFlowHasAreRead() {
    String nested = "[".repeat(254) + "1" + "]".repeat(254);

    assertThat(only(FLOATS, "{\"instances\": " + nested + "}").shape().numDimensions())
        .isEqualTo(254);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1,2]", "\"x\"", "1", "null"})
  void aBodyMustBeAnObject(String body) {
    assertRefused(FLOATS, body, "JSON Value: " + body + " Is not object");
  }

  @Test
  void brokenJsonIsToldBeforeAnythingElse() {
    assertThatThrownBy(() -> envelope("{\"signature_name\": 1, \"instances\": [1"))
        .hasMessageStartingWith("JSON Parse error: ");
  }

  @Test
  void theModelIsLookedUpBeforeTheTensorsAreRead() {
    assertThatThrownBy(
            () ->
                PredictBody.read(
                    envelope("{\"instances\": []}"),
                    name -> {
                      throw new ApiException(Status.Code.NOT_FOUND, "model");
                    }))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo(Status.Code.NOT_FOUND))
        .hasMessage("model");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"signature_name\":1} | JSON Value: {\"signature_name\":1} not formatted correctly. 'signature_name' key must be a string value.",
        "{\"signature_name\":\"s\",\"inputs\":1} | Serving signature name: \"s\" not found in signature def",
        "{\"inputs\":1,\"instances\":[1]} | JSON Value: {\"inputs\":1,\"instances\":[1]} Not formatted correctly expecting only one of 'inputs' or 'instances' keys to exist",
        "{} | Missing 'inputs' or 'instances' key",
        "{\"instances\":[]} | JSON Value: {\"instances\":[]} No values in 'instances' array",
        "{\"instances\":{}} | JSON Value: {\"instances\":{}} Excepting 'instances' to be an list/array",
        "{\"instances\":[1,{\"a\":1}]} | Expecting value/list but got object at item 1 of input list",
        "{\"instances\":[{\"x\":1},1]} | Expecting object but got list at item 1 of input list",
      })
  void anEnvelopeOfAnotherFormIsRefused(String body, String message) {
    assertRefused(FLOATS, body, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{\"a\":1}] | Failed to process element: 0 of 'instances' list. JSON object: {\"a\":1} keys must be equal to: a,b",
        "[{\"a\":1,\"b\":\"\",\"c\":1}] | Failed to process element: 0 key: c of 'instances' list. Error: INVALID_ARGUMENT: JSON object: does not have named input: c",
        "[{\"a\":1,\"a\":1}] | Failed to process element: 0 key: a of 'instances' list. Error: INVALID_ARGUMENT: JSON object: has input twice: a",
        "[{\"a\":1,\"b\":\"\"},{\"a\":[1],\"b\":\"\"}] | Failed to process element: 1 key: a of 'instances' list. Error: INVALID_ARGUMENT: Expecting shape [] but got: [1]",
        "[1] | instances is a plain list, but expecting list of objects as multiple input tensors required as per tensorinfo_map",
      })
  void rowsMustHaveTheInputsOfTheSignature(String instances, String message) {
    assertRefused(Signatures.two(), "{\"instances\": " + instances + "}", message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1} | Missing named input: b in 'inputs' object.",
        "{\"a\":1,\"a\":2} | Duplicate named input: a in 'inputs' object.",
        "[1] | inputs is a plain value/list, but expecting an object as multiple input tensors required as per tensorinfo_map",
        "{\"b64\":\"\"} | inputs is a plain value/list, but expecting an object as multiple input tensors required as per tensorinfo_map",
      })
  void columnsMustHoldTheInputsOfTheSignature(String inputs, String message) {
    assertRefused(Signatures.two(), "{\"inputs\": " + inputs + "}", message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[[1,2],[3]] | Encountered list at unexpected size: 1 at level: 1 expected size: 2",
        "[[1],[2,3]] | Encountered list at unexpected size: 2 at level: 1 expected size: 1",
        "[[],[1]] | Encountered list at unexpected size: 1 at level: 1 expected size: 0",
        "[1,[2]] | Encountered list at unexpected level: 1 expected < 1",
        "[[1],2] | JSON Value: 2 found at incorrect level: 2 in the JSON DOM. Expected at level: 2",
      })
  void raggedColumnsAreRefused(String inputs, String message) {
    assertRefused(FLOATS, "{\"inputs\": " + inputs + "}", message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[[1,2],[3]] | 1 | Expecting tensor size: 2 but got: 1",
        "[[[1,2]],[[1],[2]]] | 1 | Expecting shape [1,2] but got: [2,1]",
        "[[[1,2],[3]]] | 0 | Encountered list at unexpected size: 1 at level: 1 expected size: 2",
      })
  void raggedRowsAreRefused(String instances, int row, String message) {
    assertRefused(
        FLOATS,
        "{\"instances\": " + instances + "}",
        "Failed to process element: %d of 'instances' list. Error: INVALID_ARGUMENT: %s"
            .formatted(row, message));
  }

  private static Envelope envelope(String body) {
    return Envelope.of(body.getBytes(UTF_8));
  }

  static TensorData only(Signature signature, String body) {
    return read(signature, body).inputs().values().iterator().next();
  }

  private static void assertRefused(Signature signature, String body, String message) {
    assertThatThrownBy(() -> read(signature, body))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo(Status.Code.INVALID_ARGUMENT))
        .hasMessage(message);
  }
}
