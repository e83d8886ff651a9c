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
    assertThat(features.get("none")).isEqualTo(Feature.getDefaultInstance());
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
    assertThat(examples.get(2).get("y"))
        .as("an empty list says that there is none")
        .isEqualTo(Feature.getDefaultInstance());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | : JSON Value: {\"examples\": []} 'examples' value is an empty array (signature 'strings' takes [x: string [?]])",
        "{} | : JSON Value: {\"examples\": {}} Expecting 'examples' value to be an list/array",
        "[1] | , examples[0]: Example must be JSON object but got JSON Number",
        "[{\"x\": null}] | , examples[0].x: Feature: x has element with unexpected JSON type: Null",
        "[{}, {\"x\": [[1]]}] | , examples[1].x[0]: Feature: x has element with unexpected JSON type: Array",
        "[{\"x\": [1, 2.5]}] | , examples[0].x[1]: Unexpected element type in feature: x expecting type: int64",
        "[{\"x\": [\"a\", 1]}] | , examples[0].x[1]: Unexpected element type in feature: x expecting type: bytes",
        "[{\"x\": 9223372036854775808}] | , examples[0].x: Feature: x has element 9223372036854775808. Only int64 is supported.",
        "[{\"x\": 1e39}] | , examples[0].x: Cannot convert JSON value: 1e39 to float without loss of precision.",
        "[{\"x\": {\"b64\": \"*\"}}] | , examples[0].x: Unable to base64 decode",
        "[{}], \"context\": 1 | , context: Example must be JSON object but got JSON Number",
        "[{}], \"inputs\": 1 | : it has 'examples' and others (expected: one of 'inputs', 'instances' and 'examples')",
      })
  void otherExamplesAreRefused(String examples, String message) {
    assertRefused(run("strings", examples), "Standard input" + message);
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
