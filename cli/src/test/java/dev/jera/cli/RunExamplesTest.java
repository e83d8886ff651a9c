package dev.jera.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.jera.cli.Jera.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;

/** Signatures of serialized tf.Examples called with examples in JSON. */
class RunExamplesTest {
  @TempDir static Path directory;
  private static Path echo;

  @BeforeAll
  static void writeBundle() {
    echo = directory.resolve("echo/1");
    EchoBundle.write(echo);
  }

  @Test
  void valuesBecomeListsOfTheirKind() throws IOException {
    Map<String, Feature> features =
        examples(
                """
                [{"whole": 1, "wholes": [-2, 9223372036854775807], "truth": [true, false],
                  "float": 0.5, "floats": [1.0, 2e3, NaN], "text": "Grüße",
                  "texts": ["a", {"b64": "/w=="}], "none": []}]
                """)
            .get(0);

    assertThat(features.get("whole").getInt64List().getValueList()).containsExactly(1L);
    assertThat(features.get("wholes").getInt64List().getValueList())
        .containsExactly(-2L, Long.MAX_VALUE);
    assertThat(features.get("truth").getInt64List().getValueList()).containsExactly(1L, 0L);
    assertThat(features.get("float").getFloatList().getValueList()).containsExactly(0.5f);
    assertThat(features.get("floats").getFloatList().getValueList())
        .containsExactly(1f, 2000f, Float.NaN);
    assertThat(features.get("text").getBytesList().getValueList())
        .containsExactly(ByteString.copyFromUtf8("Grüße"));
    assertThat(features.get("texts").getBytesList().getValueList())
        .containsExactly(
            ByteString.copyFromUtf8("a"), ByteString.copyFrom(new byte[] {(byte) 0xff}));
    assertThat(features).doesNotContainKey("none");
  }

  @Test
  void theContextBelongsToEveryExampleThatSaysNothingElse() throws IOException {
    List<Map<String, Feature>> examples =
        examples(
            "[{\"x\": 1}, {\"x\": 2, \"y\": 3}, {\"x\": 5, \"y\": []}], \"context\": {\"y\": 4}");

    assertThat(examples).extracting(RunExamplesTest::x).containsExactly(1L, 2L, 5L);
    assertThat(examples.subList(0, 2))
        .extracting(features -> features.get("y").getInt64List().getValue(0))
        .containsExactly(4L, 3L);
    assertThat(examples.get(2)).as("an empty list says that there is none").doesNotContainKey("y");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | 'examples': [] (expected: a list of at least one object",
        "{} | 'examples': {} (expected: a list of at least one object",
        "[1] | Example 0: 1 (expected: an object, {\"feature\": values, ...})",
        "[{\"x\": null}] | Example 0, feature 'x': null (expected: a number, true, false, a text",
        "[{}, {\"x\": [[1]]}] | Example 1, feature 'x': [1] (expected: a number",
        "[{\"x\": {\"a\": 1}}] | Example 0, feature 'x': {\"a\":1} (expected: a number",
        "[{\"x\": [1, 2.5]}] | Example 0, feature 'x': 2.5 at [1] (expected: a whole number, true or false)",
        "[{\"x\": [2.5, 1]}] | Example 0, feature 'x': 1 at [1] (expected: a floating-point number, such as 1.0)",
        "[{\"x\": [\"a\", 1]}] | Example 0, feature 'x': 1 at [1] (expected: a text or bytes)",
        "[{\"x\": 9223372036854775808}] | Example 0, feature 'x': 9223372036854775808 (expected: a whole number from -9223372036854775808",
        "[{\"x\": 1e39}] | Example 0, feature 'x': 1.0E39 (expected: a number up to 3.4028235E38)",
        "[{\"x\": {\"b64\": \"*\"}}] | Example 0, feature 'x': {\"b64\":\"*\"} (expected: base64: ",
        "[{}], \"context\": 1 | The context: 1 (expected: an object",
        "[{}], \"inputs\": 1 | The request has both 'inputs' and 'examples' (expected: one of them)",
      })
  void otherExamplesAreRefused(String examples, String message) {
    assertRefused(run("strings", examples), message);
  }

  @ParameterizedTest
  @CsvSource({"two", "float32"})
  void otherSignaturesTakeNoExamples(String signature) {
    assertRefused(
        run(signature, "[{\"x\": 1}]"),
        "Signature '%s' takes no 1 'examples': its inputs are [".formatted(signature));
  }

  private static long x(Map<String, Feature> features) {
    return features.get("x").getInt64List().getValue(0);
  }

  /** The features that the bundle was fed, an example after the other. */
  private static List<Map<String, Feature>> examples(String json) throws IOException {
    Answer answer = run("strings", json);
    assertThat(answer.err()).isEmpty();
    List<Map<String, Feature>> examples = new ArrayList<>();
    for (JsonNode output : answer.json().get("outputs")) {
      byte[] serialized = output.get("b64").binaryValue();
      examples.add(Example.parseFrom(serialized).getFeatures().getFeatureMap());
    }
    return examples;
  }

  private static Answer run(String signature, String examples) {
    return Jera.callWithInput(
        "{\"examples\": %s}".formatted(examples),
        "run",
        echo,
        "--signature",
        signature,
        "--input",
        "-");
  }

  private static void assertRefused(Answer answer, String message) {
    assertThat(answer.err()).startsWith("error: " + message);
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.out()).isEmpty();
  }
}
