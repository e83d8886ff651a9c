package dev.jera.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.base.Splitter;
import org.junit.jupiter.api.Test;

/** ":predict" with {@code instances}. */
class RestRowsTest extends Asking {
  @Test
  void aListOfValuesIsAnsweredByAList() {
    answers("serving_default", "\"instances\": [1, 2.5, -4]", "{\"predictions\":[2.5,3.25,0.0]}");
    answers(
        "string", "\"instances\": [\"a\", \"\\u00e4\\n\"]", "{\"predictions\":[\"a\",\"ä\\n\"]}");
  }

  @Test
  void anObjectHoldsAValueForEachInput() {
    answers("serving_default", "\"instances\": [{\"x\": 2}]", "{\"predictions\":[3.0]}");
    answers(
        "two",
        "\"instances\": [{\"a\": [1, 2], \"b\": \"x\"}, {\"b\": {\"b64\": \"eQ==\"}, \"a\": [3, 4]}]",
        "{\"predictions\":[{\"sum\":3.0,\"text\":\"X\",\"text_bytes\":{\"b64\":\"eA==\"}},"
            + "{\"sum\":7.0,\"text\":\"Y\",\"text_bytes\":{\"b64\":\"eQ==\"}}]}");
  }

  @Test
  void anObjectOfB64AloneIsAValue() {
    answers(
        "string",
        "\"instances\": [{\"b64\": \"YWJj\"}, \"d\", {\"b64\": \"\"}]",
        "{\"predictions\":[\"abc\",\"d\",\"\"]}");
    refuses(
        "string",
        "\"instances\": [{\"b64\": \"YWJj\", \"x\": \"d\"}]",
        "Failed to process element: 0 key: b64 of 'instances' list. Error: INVALID_ARGUMENT: JSON object: does not have named input: b64");
  }

  @Test
  void elementsHaveNoBatchDimension() {
    answers(
        "any",
        "\"instances\": [[[1, 2]], [[3, 4]]]",
        "{\"predictions\":[[[1.0,2.0]],[[3.0,4.0]]]}");
    answers("any", "\"instances\": [[], []]", "{\"predictions\":[[],[]]}");
  }

  @Test
  void rowsAreAllObjectsOrNone() {
    refuses(
        "serving_default",
        "\"instances\": [1, {\"x\": 1}]",
        "Expecting value/list but got object at item 1 of input list");
    refuses(
        "serving_default",
        "\"instances\": [{\"x\": 1}, 1]",
        "Expecting object but got list at item 1 of input list");
  }

  @Test
  void aPlainListNeedsASignatureOfOneInput() {
    refuses(
        "two",
        "\"instances\": [[1, 2]]",
        "instances is a plain list, but expecting list of objects as multiple input tensors required as per tensorinfo_map");
  }

  @Test
  void theKeysOfAnObjectAreTheInputs() {
    refuses(
        "two",
        "\"instances\": [{\"a\": [1, 2], \"b\": \"x\"}, {\"a\": [1, 2]}]",
        "Failed to process element: 1 of 'instances' list. JSON object: {\"a\": [1, 2]} keys must be equal to: a,b");
    refuses(
        "serving_default",
        "\"instances\": [{\"x\": 1, \"z\": 1}]",
        "Failed to process element: 0 key: z of 'instances' list. Error: INVALID_ARGUMENT: JSON object: does not have named input: z");
  }

  @Test
  void allItemsHaveOneShape() {
    refuses(
        "any",
        "\"instances\": [[1, 2], [3]]",
        "Failed to process element: 1 of 'instances' list. Error: INVALID_ARGUMENT: Expecting tensor size: 2 but got: 1");
    refuses(
        "any",
        "\"instances\": [[[1, 2]], [[1], [2]]]",
        "Failed to process element: 1 of 'instances' list. Error: INVALID_ARGUMENT: Expecting shape [1,2] but got: [2,1]");
    refuses(
        "any",
        "\"instances\": [[[1, 2], [3]]]",
        "Failed to process element: 0 of 'instances' list. Error: INVALID_ARGUMENT: Encountered list at unexpected size: 1 at level: 1 expected size: 2");
  }

  @Test
  void theListMustBeOneWithElements() {
    refuses(
        "any",
        "\"instances\": []",
        "JSON Value: {\"signature_name\": \"any\", \"instances\": []} No values in 'instances' array");
    refuses(
        "any",
        "\"instances\": 1",
        "JSON Value: {\"signature_name\": \"any\", \"instances\": 1} Excepting 'instances' to be an list/array");
  }

  @Test
  void everyOutputNeedsTheSameFirstDimension() {
    refuses(
        "uneven",
        "\"instances\": [1, 2]",
        "Tensor name: total has inconsistent batch size: 1 expecting: 2");
    answers("uneven", "\"instances\": [4]", "{\"predictions\":[{\"same\":4.0,\"total\":4.0}]}");
  }

  @Test
  void theShippedCnnAnswersTenProbabilities() {
    String rows = ("[" + "[128],".repeat(27) + "[128]],").repeat(28);
    String answer =
        wire()
            .post(
                "/v1/models/mnist:predict",
                "{\"instances\": [[" + rows.substring(0, rows.length() - 1) + "]]}")
            .toString();
    assertThat(answer).matches("200 \\{\"predictions\":\\[\\[([0-9.e-]+,){9}[0-9.e-]+]]}");
    double sum =
        Splitter.on(',')
            .splitToStream(answer.substring(answer.indexOf("[[") + 2, answer.indexOf("]]")))
            .mapToDouble(Double::parseDouble)
            .sum();
    assertThat(sum).isCloseTo(1, within(1e-5));
  }
}
