package dev.jera.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** ":predict" with {@code inputs}, and what both forms share. */
class RestColumnsTest extends Asking {
  private static final String PATH = "/v1/models/m/versions/1:predict";

  @Test
  void oneInputMayStandAlone() {
    answers("serving_default", "\"inputs\": [1, 2]", "{\"outputs\":[2.5,3.0]}");
    answers("serving_default", "\"inputs\": {\"x\": [1, 2]}", "{\"outputs\":[2.5,3.0]}");
    answers("string", "\"inputs\": [{\"b64\": \"YWJj\"}]", "{\"outputs\":[\"abc\"]}");
  }

  @Test
  void aBareScalarHasNoShape() {
    answers("any", "\"inputs\": 1.5", "{\"outputs\":1.5}");
    answers("fill", "\"inputs\": 2", "{\"outputs\":[0.5,0.5]}");
  }

  @Test
  void severalOutputsAreAnObject() {
    answers(
        "two",
        "\"inputs\": {\"a\": [[1, 2]], \"b\": [\"x\", \"y\"], \"more\": null}",
        "{\"outputs\":{\"sum\":[3.0],\"text\":[\"X\",\"Y\"],\"text_bytes\":[{\"b64\":\"eA==\"},{\"b64\":\"eQ==\"}]}}");
  }

  @Test
  void outputsMayDifferInTheirFirstDimension() {
    answers("uneven", "\"inputs\": [1, 2]", "{\"outputs\":{\"same\":[1.0,2.0],\"total\":[3.0]}}");
  }

  @Test
  void anObjectHoldsEveryInput() {
    refuses("two", "\"inputs\": {\"a\": [[1, 2]]}", "Missing named input: b in 'inputs' object.");
    refuses(
        "two",
        "\"inputs\": [[1, 2]]",
        "inputs is a plain value/list, but expecting an object as multiple input tensors required as per tensorinfo_map");
  }

  @Test
  void raggedListsAreRefused() {
    refuses(
        "any",
        "\"inputs\": [[1, 2], [3]]",
        "Encountered list at unexpected size: 1 at level: 1 expected size: 2");
  }

  @Test
  void oneOfTheTwoFormsMustBeThere() {
    assertThat(wire().post(PATH, "{}")).hasToString(refusal("Missing 'inputs' or 'instances' key"));
    assertThat(wire().post(PATH, "{\"inputs\": 1, \"instances\": [1]}"))
        .hasToString(
            refusal(
                "JSON Value: {\"inputs\": 1, \"instances\": [1]} Not formatted correctly expecting only one of 'inputs' or 'instances' keys to exist"));
  }

  @Test
  void otherKeysAreIgnored() {
    assertThat(wire().post(PATH, "{\"context\": {\"a\": [null]}, \"instances\": [2], \"z\": 1e3}"))
        .hasToString("200 {\"predictions\":[3.0]}");
  }

  @Test
  void aBodyIsAnObjectInJson() {
    assertThat(wire().post(PATH, ""))
        .hasToString(refusal("JSON Parse error: The document is empty"));
    assertThat(wire().post(PATH, "{\"instances\": [1"))
        .hasToString(
            refusal(
                "JSON Parse error: Missing a comma or ] after an array element. at offset: 16"));
    assertThat(wire().post(PATH, "[1, 2]"))
        .hasToString(refusal("JSON Value: [1, 2] Is not object"));
    assertThat(wire().post(PATH, "\"x\"")).hasToString(refusal("JSON Value: \"x\" Is not object"));
  }

  @Test
  void aSignatureIsNamedByAString() {
    assertThat(wire().post(PATH, "{\"signature_name\": 1, \"instances\": [1]}"))
        .hasToString(
            refusal(
                "JSON Value: {\"signature_name\": 1, \"instances\": [1]} not formatted correctly. 'signature_name' key must be a string value."));
    answers("", "\"instances\": [2]", "{\"predictions\":[3.0]}");
    refuses("s", "\"instances\": [2]", "Serving signature name: \"s\" not found in signature def");
  }

  @Test
  void whatIsWrongIsToldInTheOrderOfTheChecks() {
    String unknown = "/v1/models/x:predict";
    assertThat(wire().post(unknown, "{")).hasToString(wire().post(PATH, "{").toString());
    assertThat(wire().post(unknown, "{\"signature_name\": 1}"))
        .hasToString(wire().post(PATH, "{\"signature_name\": 1}").toString());
    assertThat(wire().post(unknown, "{\"signature_name\": \"s\"}"))
        .hasToString("404 {\"error\":\"Servable not found for request: Latest(x)\"}");
    assertThat(wire().post(PATH, "{\"signature_name\": \"s\"}"))
        .hasToString(refusal("Serving signature name: \"s\" not found in signature def"));
  }

  @Test
  void whatDoesNotFitTheSignatureIsRefusedBeforeTensorFlow() {
    assertThat(predict("two", "\"instances\": [{\"a\": [1, 2, 3], \"b\": \"x\"}]").toString())
        .startsWith("400 {\"error\":\"Input 'a' of signature 'two'")
        .contains("float32 [1, 3] (expected: float32 [?, 2])");
    assertThat(predict("string", "\"inputs\": {\"b64\": \"YWJj\"}").toString())
        .startsWith("400 {\"error\":\"Input 'x' of signature 'string'")
        .contains("string [] (expected: string [?])");
  }
}
