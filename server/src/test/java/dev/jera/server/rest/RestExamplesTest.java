package dev.jera.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ":classify, :regress". */
class RestExamplesTest extends Asking {
  @Test
  void classifyGivesLabelsWithScores() {
    assertThat(ask("classify", "classify", "[{\"x\": 0.25, \"label\": \"cat\"}, {\"x\": [2.0]}]"))
        .hasToString(
            "200 {\"results\":[[[\"cat\",0.25],[\"other\",0.75]],[[\"?\",2.0],[\"other\",-1.0]]]}");
  }

  @Test
  void aLabelOrAScoreThatIsNotThereIsItsTypesNothing() {
    assertThat(ask("classify", "classes_only", "[{\"label\": \"cat\"}]"))
        .hasToString("200 {\"results\":[[[\"cat\",0.0],[\"other\",0.0]]]}");
    assertThat(ask("classify", "scores_only", "[{\"x\": 1.0}]"))
        .hasToString("200 {\"results\":[[[\"\",1.0],[\"\",0.0]]]}");
  }

  @Test
  void regressGivesAValueAnExample() {
    String examples = "[{\"x\": 0.5}, {\"x\": -1e-3}, {}]";
    assertThat(ask("regress", "regress", examples))
        .hasToString("200 {\"results\":[0.5,-0.001,0.0]}");
    assertThat(ask("regress", "regress_column", examples))
        .hasToString("200 {\"results\":[0.5,-0.001,0.0]}");
  }

  @ParameterizedTest
  @CsvSource({"7, 7.0", "[-3], -3.0", "true, 1.0", "false, 0.0"})
  void wholeNumbersAndTruthAreInt64(String value, String answer) {
    assertThat(ask("regress", "regress_n", "[{\"n\": " + value + "}]"))
        .hasToString("200 {\"results\":[" + answer + "]}");
  }

  @Test
  void decimalsAreFloat() {
    assertThat(ask("regress", "regress", "[{\"x\": 7}]").status()).isEqualTo(400);
    assertThat(ask("regress", "regress", "[{\"x\": 7.0}]")).hasToString("200 {\"results\":[7.0]}");
    assertThat(ask("regress", "regress_n", "[{\"n\": 7.0}]").status()).isEqualTo(400);
  }

  @Test
  void stringsAndB64AreBytes() {
    assertThat(ask("classify", "classes_only", "[{\"label\": {\"b64\": \"Y2F0\"}}]"))
        .hasToString("200 {\"results\":[[[\"cat\",0.0],[\"other\",0.0]]]}");
  }

  @Test
  void theContextIsInEveryExampleThatHasNoneOfTheName() {
    assertThat(
            wire()
                .post(
                    "/v1/models/m:regress",
                    "{\"signature_name\": \"regress\", \"context\": {\"x\": 4.0}, \"examples\": [{}, {\"x\": 1.5}]}"))
        .hasToString("200 {\"results\":[4.0,1.5]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "null | Feature: x has element with unexpected JSON type: Null",
        "[[1]] | Feature: x has element with unexpected JSON type: Array",
        "{'a': 1} | Feature: x has element with unexpected JSON type: Object",
        "[1, 'a'] | Unexpected element type in feature: x expecting type: int64",
        "[1.5, 1] | Unexpected element type in feature: x expecting type: float",
      })
  void otherFeaturesAreRefused(String value, String message) {
    assertThat(ask("regress", "regress", "[{\"x\": " + value.replace('\'', '"') + "}]"))
        .hasToString(refusal(message));
  }

  @Test
  void examplesMustBeAListWithElements() {
    assertThat(wire().post("/v1/models/m:regress", "{}"))
        .hasToString(
            refusal(
                "JSON Value: {} When method is classify, key 'examples' is expected and was not found"));
    assertThat(wire().post("/v1/models/m:classify", "{\"examples\": 1}"))
        .hasToString(
            refusal(
                "JSON Value: {\"examples\": 1} Expecting 'examples' value to be an list/array"));
    assertThat(wire().post("/v1/models/m:classify", "{\"examples\": []}"))
        .hasToString(refusal("JSON Value: {\"examples\": []} 'examples' value is an empty array"));
    assertThat(wire().post("/v1/models/m:classify", "{\"examples\": [1]}"))
        .hasToString(refusal("Example must be JSON object but got JSON Number"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"classify", "regress"})
  void theSignatureMustBeThereAndTakeExamples(String verb) {
    assertThat(ask(verb, "s", "[{}]"))
        .hasToString(refusal("No signature was found with the name: s"));
    assertThat(ask(verb, "serving_default", "[{}]"))
        .hasToString(
            refusal("Signature 'serving_default' has the inputs [x] (expected: one, 'inputs')"));
  }

  private Wire.Answer ask(String verb, String signature, String examples) {
    return wire()
        .post(
            "/v1/models/m/labels/stable:" + verb,
            "{\"signature_name\": \"" + signature + "\", \"examples\": " + examples + "}");
  }
}
