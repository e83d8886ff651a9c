package dev.jera.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.cli.Jera.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunCommandTest {
  @TempDir static Path directory;
  private static Path echo;

  @BeforeAll
  static void writeBundle() {
    echo = directory.resolve("echo/1");
    EchoBundle.write(echo);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "float32 | 0.5 | 0.5",
        "float32 | [[1, 2.5], [-3e2, NaN]] | [[1.0, 2.5], [-300.0, NaN]]",
        "float32 | [Infinity, -Infinity, 0.1, 16777217] | [Infinity, -Infinity, 0.1, 16777216.0]",
        "float32 | [[], []] | [[], []]",
        "float64 | [0.1, 1e300] | [0.1, 1e+300]",
        "float16 | [0.1, 65504] | [0.0999755859, 65504.0]",
        "bfloat16 | [0.1, -3.38e38, 1.00390625, NaN] | [0.100097656, -3.37623911e+38, 1.0, NaN]",
        "int32 | [-2147483648, 2147483647] | [-2147483648, 2147483647]",
        "int64 | [-9223372036854775808, 9223372036854775807] | [-9223372036854775808, 9223372036854775807]",
        "uint8 | [0, 127, 128, 255] | [0, 127, 128, 255]",
        "uint16 | [0, 65535] | [0, 65535]",
        "int8 | [-128, 127] | [-128, 127]",
        "int16 | [[-32768], [32767]] | [[-32768], [32767]]",
        "uint32 | [0, 4294967295] | [0, 4294967295]",
        "uint64 | [0, 18446744073709551615] | [0, 18446744073709551615]",
        "bool | [true, false] | [true, false]",
        "string | [\"a\", \"Grüße\", \"\"] | [\"a\", \"Grüße\", \"\"]",
        "string | {\"b64\": \"R3LDvMOfZQ==\"} | \"Grüße\"",
        "bytes | [\"Grüße\"] | [{\"b64\": \"R3LDvMOfZQ==\"}]",
        "string | [{\"b64\": \"/w==\"}, \"a\"] | [{\"b64\": \"/w==\"}, \"a\"]",
      })
  void valuesOfEveryDtypeComeBack(String signature, String inputs, String outputs) {
    Answer answer = run(signature, "{\"inputs\": %s}".formatted(inputs));

    assertThat(answer.err()).isEmpty();
    assertThat(answer.exitCode()).isZero();
    assertThat(unspaced(answer.out())).isEqualTo(unspaced("{\"outputs\":%s}".formatted(outputs)));
  }

  @Test
  void inputsMayBeNamedAndOneOutputIsBare() {
    assertThat(unspaced(run("float32", "{\"inputs\": {\"x\": [1]}}").out()))
        .isEqualTo("{\"outputs\":[1.0]}");
  }

  @Test
  void severalOutputsAreNamed() {
    assertThat(unspaced(run("two", "{\"inputs\": {\"b\": [[2]], \"a\": 1}}").out()))
        .isEqualTo("{\"outputs\":{\"c\":1.0,\"d\":[[2]]}}");
  }

  @Test
  void rowsAreAnsweredByRowsInLinesForPeople() {
    Answer bare = run("float32", "{\"instances\": [[1, 2], [3, 4]]}");
    Answer named =
        run("two", "{\"instances\": [{\"a\": 1, \"b\": [2]}, {\"b\": [3], \"a\": 0.5}]}");

    assertThat(bare.out()).isEqualTo("{\n  \"predictions\": [[1.0, 2.0], [3.0, 4.0]]\n}\n");
    assertThat(named.out())
        .isEqualTo(
            """
            {
              "predictions": [{
                "c": 1.0,
                "d": [2]
              }, {
                "c": 0.5,
                "d": [3]
              }]
            }
            """);
  }

  @Test
  void requestMayNameTheSignature() {
    Answer answer =
        Jera.callWithInput(
            "{\"signature_name\": \"int32\", \"inputs\": 3}", "run", echo, "--input", "-");

    assertThat(unspaced(answer.out())).isEqualTo("{\"outputs\":3}");
  }

  @Test
  void requestMayBeAFile() throws IOException {
    Path request = Files.writeString(directory.resolve("request.json"), "{\"inputs\": [true]}");

    assertThat(unspaced(Jera.call("run", echo, "--signature", "bool", "--input", request).out()))
        .isEqualTo("{\"outputs\":[true]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "float32 | [\"1\"] | inputs[0]: JSON Value: \"1\" Type: String is not of expected type: float (signature 'float32' takes [x: float32 [...]])",
        "float32 | [1, null] | inputs[1]: JSON Value: null Type: Null is not of expected type: float",
        "float32 | {\"x\": [[1, true]]} | inputs.x[0][1]: JSON Value: true Type: True is not of expected type: float",
        "float32 | 1e39 | inputs: Cannot convert JSON value: 1e39 to float without loss",
        "float16 | [65505] | inputs[0]: Cannot convert JSON value: 65505 to half without loss",
        "float32 | [[1, 2], [3]] | inputs[1]: Encountered list at unexpected size: 1 at level: 1 expected size: 2",
        "float32 | [[1], 2] | inputs[1]: JSON Value: 2 found at incorrect level: 2 in the JSON DOM. Expected at level: 2",
        "float32 | [1, [2]] | inputs[1]: Encountered list at unexpected level: 1 expected < 1",
        "int32 | [1.0] | inputs[0]: JSON Value: 1.0 Type: Number is not of expected type: int32",
        "int64 | [1, 9223372036854775808] | inputs[1]: JSON Value: 9223372036854775808 Type: Number is not of expected type: int64",
        "uint8 | [[1, 256]] | inputs[0][1]: JSON Value: 256 Type: Number is not of expected type: uint8",
        "uint64 | [-1] | inputs[0]: JSON Value: -1 Type: Number is not of expected type: uint64",
        "bool | [1] | inputs[0]: JSON Value: 1 Type: Number is not of expected type: bool",
        "string | [1] | inputs[0]: JSON Value: 1 Type: Number is not of expected type: string",
        "string | [\"a\", {\"b64\": \"*\"}] | inputs[1]: Unable to base64 decode",
        "float32 | {\"z\": 1} | inputs: Missing named input: x in 'inputs' object. (signature 'float32' takes [x: float32",
        "two | {\"a\": 1} | inputs: Missing named input: b in 'inputs' object. (signature 'two' takes [a: float32 [...], b: int32 [...]])",
        "two | [1] | inputs: inputs is a plain value/list, but expecting an object as multiple input tensors required",
      })
  void otherValuesAreRefused(String signature, String inputs, String message) {
    assertRefused(
        run(signature, "{\"inputs\": %s}".formatted(inputs)), "Standard input, " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1] | JSON Value: [1] Is not object",
        "{} | Missing 'inputs' or 'instances' key (signature 'float32' takes [x: float32",
        "{\"inputs\": 1, \"instances\": [1]} | JSON Value: {\"inputs\": 1, \"instances\": [1]} Not formatted correctly expecting only one of 'inputs' or 'instances'",
        "{\"inputs\": [1 | JSON Parse error: Missing a comma or ] after an array element. at offset: 13",
      })
  void otherRequestsAreRefused(String request, String message) {
    assertRefused(run("float32", request), "Standard input: " + message);
  }

  @Test
  void aSignatureThatCannotBeCalledSaysWhy() {
    assertRefused(
        run("complex", "{\"inputs\": [1]}"),
        "Cannot call signature 'complex' of %s: its input 'x' is of dtype complex64 (expected: a real number, bool or string)"
            .formatted(echo));
  }

  @Test
  void aBundleThatReadsFilesIsRefusedUnlessItsOpsAreAllowed() throws IOException {
    Path reader = directory.resolve("reader");
    EchoBundle.writeReader(reader);
    Path text = Files.writeString(directory.resolve("a.txt"), "content");
    String request = "{\"inputs\": \"%s\"}".formatted(text);

    Answer refused =
        Jera.callWithInput(
            request, "run", reader, "--input", "-", "--allow-ops", "WriteFile,Abort");
    Answer allowed =
        Jera.callWithInput(request, "run", reader, "--input", "-", "--allow-ops", "Abort,ReadFile");

    assertRefused(
        refused, "SavedModel %s: it is refused for the ops ReadFile, which ".formatted(reader));
    assertThat(refused.err())
        .endsWith("If you trust it, allow them: --allow-ops WriteFile,Abort,ReadFile\n");
    assertThat(allowed.err()).isEmpty();
    assertThat(unspaced(allowed.out())).isEqualTo("{\"outputs\":\"content\"}");
  }

  @Test
  void opsThatTensorFlowDoesNotHaveNeedTheirLibrary() throws IOException {
    Path bundle = directory.resolve("alien");
    EchoBundle.writeReader(bundle);
    Path graph = bundle.resolve("saved_model.pb");
    String latin = Files.readString(graph, ISO_8859_1);
    Files.writeString(graph, latin.replace("ReadFile", "MindRead"), ISO_8859_1);
    Files.delete(bundle.resolve("assets.extra/jera/SHA256SUMS"));
    Path library = Files.writeString(directory.resolve("libmind.so"), "no library");

    Answer answer = Jera.callWithInput("{}", "run", bundle, "--input", "-");
    Answer broken =
        Jera.callWithInput("{}", "run", bundle, "--input", "-", "--op-library", library);

    assertThat(answer.err())
        .contains("has no ops MindRead (")
        .endsWith("Give the shared library that brings them: --op-library FILE\n");
    assertThat(broken.err()).startsWith("error: ").contains(library.toString());
    assertThat(broken.exitCode()).isEqualTo(1);
  }

  @Test
  void otherTagsAreRefusedWithThoseThatThereAre() {
    assertRefused(
        Jera.callWithInput("{}", "run", echo, "--tags", "serve,gpu", "--input", "-"),
        "SavedModel %s: graphs tagged [[serve]] (expected: one tagged [serve, gpu], exactly)"
            .formatted(echo));
  }

  @Test
  void aSignatureNameThatIsNoTextIsRefused() {
    assertRefused(
        Jera.callWithInput("{\"signature_name\": 3}", "run", echo, "--input", "-"),
        "JSON Value: {\"signature_name\": 3} not formatted correctly. 'signature_name' key must be a string value.");
  }

  @Test
  void anUnknownSignatureIsRefused() {
    assertRefused(
        run("nope", "{\"inputs\": 1}"),
        "No signature 'nope' in %s: it has [bfloat16, ".formatted(echo));
  }

  @Test
  void aMissingRequestFileIsRefused() {
    assertRefused(
        Jera.call("run", echo, "--input", directory.resolve("no.json")),
        directory.resolve("no.json") + ": no such file (expected: a JSON request");
  }

  @Test
  void theRequestMustBeNamed() {
    assertThat(Jera.call("run", echo).exitCode()).isEqualTo(2);
  }

  private static Answer run(String signature, String request) {
    return Jera.callWithInput(request, "run", echo, "--signature", signature, "--input", "-");
  }

  private static void assertRefused(Answer answer, String message) {
    assertThat(answer.err()).startsWith("error: " + message);
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.out()).isEmpty();
  }

  private static String unspaced(String json) {
    return json.replaceAll("\\s", "");
  }
}
