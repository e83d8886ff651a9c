package dev.jera.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.examples.EmbeddedServer;
import dev.jera.examples.Embedding;
import dev.jera.examples.Quickstart;
import dev.jera.examples.Residual;
import dev.jera.model.Model;
import dev.jera.model.picture.ModelPicture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README shows is true. */
class ReadmeTest {

  private static String readme() throws IOException {
    return Files.readString(Repository.root().resolve("README.md"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Quickstart",
        "Residual",
        "Unattended",
        "CustomLoop",
        "Embedding",
        "EmbeddedServer",
        "TypedPrediction"
      })
  void itsProgramsAreTheExamples(String example) throws IOException {
    String source =
        Files.readString(
            Repository.root()
                .resolve("examples/src/main/java/dev/jera/examples/" + example + ".java"));
    String shown =
        source
            .substring(
                source.indexOf("// README begins\n") + "// README begins\n".length(),
                source.lastIndexOf('\n', source.indexOf("// README ends")))
            .stripTrailing()
            .stripIndent();
    assertThat(readme()).contains("```java\n" + shown + "\n```");
  }

  @Test
  void itsSummaryAndItsPictureAreThoseOfTheResidualModel() throws IOException {
    Model model = Residual.model();
    assertThat(readme()).contains("```\n" + withoutTrailingSpaces(model.summary()) + "\n```");
    assertThat(Repository.root().resolve("docs/residual.svg"))
        .as("remade by ModelPicture.write(Residual.model(), ...)")
        .hasContent(ModelPicture.svg(model));
  }

  private static String withoutTrailingSpaces(String text) {
    return text.lines().map(String::stripTrailing).collect(Collectors.joining("\n"));
  }

  private interface Program {
    void run(String... args) throws Exception;
  }

  private static String output(Program program, String... args) throws Exception {
    PrintStream standard = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      program.run(args);
    } finally {
      System.setOut(standard);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theProgramsThatAskAndServeDoSo() throws Exception {
    String bundle = Repository.root().resolve("savedmodels/mnist-cnn").toString();
    assertThat(output(Embedding::main, bundle))
        .matches("it is a 7 with probability (0[.]99|1[.]00)[0-9]{2}\\R.*\\R");
    assertThat(output(EmbeddedServer::main, bundle))
        .isEqualToIgnoringNewLines(
            "{\"model_version_status\":[{\"version\":\"1\",\"state\":\"AVAILABLE\",\"status\":{\"error_code\":\"OK\",\"error_message\":\"\"}}]}");
  }

  @Test
  void theQuickstartTrainsAndAnswers() throws Exception {
    String output = output(Quickstart::main);
    assertThat(output).contains("Epoch 1/1 - 938/938");
    assertThat(readme()).as("every figure is filled in").doesNotContain("@@");
    List<String> numbers =
        Pattern.compile("accuracy=([0-9.]+)|probability ([0-9.]+)")
            .matcher(output)
            .results()
            .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
            .toList();
    assertThat(numbers)
        .hasSize(2)
        .allSatisfy(number -> assertThat(Double.parseDouble(number)).isGreaterThan(0.9));
  }

  /** Every command that the README shows, but those that train. */
  static Stream<String> commands() throws IOException {
    return Pattern.compile("^\\$ \\./jera ([^\\n]+)$", Pattern.MULTILINE)
        .matcher(readme())
        .results()
        .map((MatchResult match) -> match.group(1))
        .filter(command -> !command.startsWith("train"));
  }

  /** What it prints where it has to build first is no command's output. */
  @BeforeAll
  static void build() throws Exception {
    jera("--version");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void itsCommandsWork(String command) throws Exception {
    // Digits differ from run to run: times, sizes, last places.
    assertThat(masked(readme()))
        .contains(masked("$ ./jera " + command + "\n" + jera(command).strip()));
  }

  private static String jera(String command) throws Exception {
    Process process =
        new ProcessBuilder("bash", "-c", "./jera " + command)
            .directory(Repository.root().toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static String masked(String text) {
    return text.replaceAll("[0-9][0-9.,e-]*", "#").replaceAll(" +", " ");
  }
}
