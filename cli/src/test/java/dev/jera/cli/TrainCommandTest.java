package dev.jera.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jera.cli.Jera.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainCommandTest {
  private static final int EXAMPLES = 300;
  private static final int TEST_EXAMPLES = 100;

  @TempDir static Path data;
  @TempDir Path directory;

  @BeforeAll
  static void writeData() throws IOException {
    Samples.writeIdx(data, EXAMPLES, TEST_EXAMPLES);
  }

  @Test
  void printsSummaryProgressResultsAndANextCommandThatWorks() {
    Answer answer = Jera.call("train", "--epochs", 2, "--data-dir", data, "--export", directory);

    assertThat(answer.err()).isEmpty();
    assertThat(answer.exitCode()).isZero();
    assertThat(answer.out())
        .startsWith("keras-cnn: ")
        .contains("300 images to train on, 100 to test on; epochs 2, batch size 32, seed 42")
        .contains("conv2d_1 (Conv2D)", "Total params: 93,322")
        .contains("Epoch 1/2 - 10/10 - ", "Epoch 2/2 - 10/10 - ")
        .containsPattern("Test +loss \\d\\.\\d{4}, accuracy \\d\\.\\d{4}")
        .contains("Bundle    " + directory.resolve("1"));

    String next =
        answer.out().substring(answer.out().indexOf("Next: jera ") + "Next: jera ".length());
    Answer evaluation = Jera.call((Object[]) next.strip().split(" "));
    assertThat(evaluation.exitCode()).isZero();
    assertThat(evaluation.out()).contains("on the 100 test images of MNIST");
  }

  @Test
  void reportHoldsWhatWasDoneAndMeasured() throws IOException {
    Path report = directory.resolve("reports/run.json");
    Answer answer =
        Jera.call(
            "train",
            "keras-cnn",
            "--epochs",
            2,
            "--batch-size",
            32,
            "--seed",
            7,
            "--data-dir",
            data,
            "--export",
            directory.resolve("cnn"),
            "--report",
            report);

    assertThat(answer.exitCode()).isZero();
    JsonNode json = read(report);
    assertThat(json.get("recipe").textValue()).isEqualTo("keras-cnn");
    assertThat(json.get("seed").intValue()).isEqualTo(7);
    assertThat(json.get("epochs").intValue()).isEqualTo(2);
    assertThat(json.get("batch_size").intValue()).isEqualTo(32);
    assertThat(json.get("training_examples").intValue()).isEqualTo(EXAMPLES);
    assertThat(json.get("test_examples").intValue()).isEqualTo(TEST_EXAMPLES);
    assertThat(json.get("history")).hasSize(2);
    assertThat(json.get("history").get(1).get("loss").doubleValue()).isPositive();
    assertThat(json.get("test").get("accuracy").doubleValue()).isBetween(0.0, 1.0);
    assertThat(json.get("bundle").textValue()).isEqualTo(directory.resolve("cnn/1").toString());
    // 300 images in batches of 32 are 10 steps an epoch.
    assertThat(json.get("steps").intValue()).isEqualTo(20);
    assertThat(json.get("images_per_second").doubleValue())
        .isCloseTo(600 / json.get("seconds").doubleValue(), within(1e-6));
    assertThat(json.get("weights_sha256").textValue()).matches("[0-9a-f]{64}");
    assertThat(json.get("tensorflow_version").textValue()).startsWith("2.");
    assertThat(list(report.getParent())).containsExactly("run.json");
  }

  @Test
  void reportReplacesAnOlderOne() throws IOException {
    Path report = Files.writeString(directory.resolve("run.json"), "old");

    assertThat(train("--export", directory.resolve("b"), "--report", report).exitCode()).isZero();

    assertThat(read(report).get("recipe").textValue()).isEqualTo("keras-cnn");
  }

  @Test
  void sameSeedGivesTheSameWeightsAndAnotherSeedOthers() throws IOException {
    String first = hash(1, "first");

    assertThat(hash(1, "again")).isEqualTo(first);
    assertThat(hash(2, "other")).isNotEqualTo(first);
  }

  @Test
  void rmspropRecipeTrainsOnOneHotLabels() {
    assertThat(
            Jera.call(
                    "train",
                    "keras-cnn-rmsprop",
                    "--epochs",
                    1,
                    "--data-dir",
                    data,
                    "--export",
                    directory)
                .out())
        .contains("keras-cnn-rmsprop: ", "Test ");
  }

  @Test
  void fashionRecipeExportsTheNamesOfClothes() {
    Answer answer =
        Jera.call("train", "fashion-mlp", "--epochs", 1, "--data-dir", data, "--export", directory);

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.out()).contains("batch size 32");
    assertThat(Jera.call("inspect", directory).out()).contains("T-shirt/top, Trouser");
  }

  @Test
  void exportsTheNextVersionAfterThoseThatAreThere() {
    train("--export", directory);
    train("--export", directory);

    assertThat(directory.resolve("2/saved_model.pb")).exists();
  }

  @Test
  void exportsTheVersionThatIsNamed() {
    train("--export", directory.resolve("mnist/7"));

    assertThat(directory.resolve("mnist/7/saved_model.pb")).exists();
  }

  @Test
  void refusesAVersionThatIsThereBeforeTraining() throws IOException {
    Path version = Files.createDirectory(directory.resolve("3"));

    Answer answer = train("--export", version);

    assertRefused(answer, version + ": it is there already (expected: a new version");
    assertThat(version).isEmptyDirectory();
  }

  @Test
  void refusesAnExportDirectoryThatCannotBeMadeBeforeTraining() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertRefused(train("--export", file.resolve("mnist")), file + " cannot be written to: ");
  }

  @Test
  void refusesAReportThatCannotBeWrittenBeforeTraining() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertRefused(
        train("--export", directory.resolve("b"), "--report", file.resolve("r.json")),
        "--report " + file.resolve("r.json") + ": " + file + " cannot be written to: ");
    assertRefused(
        train("--export", directory.resolve("b"), "--report", directory),
        "--report " + directory + ": it is a directory (expected: a file to write)");
    assertThat(list(directory)).containsExactly("file");
  }

  @Test
  void refusesADataDirectoryWithoutTheFiles() {
    assertRefused(
        Jera.call("train", "--data-dir", directory, "--export", directory.resolve("b")),
        "No train-images-idx3-ubyte.gz in " + directory);
  }

  @Test
  void refusesATruncatedDataFile() throws IOException {
    Samples.writeIdx(directory, 10, 10);
    Path images = directory.resolve("train-images-idx3-ubyte");
    Files.write(images, java.util.Arrays.copyOf(Files.readAllBytes(images), 1000));

    assertRefused(
        Jera.call("train", "--data-dir", directory, "--export", directory.resolve("b")),
        images + " is not a whole IDX file: ");
  }

  @Test
  void unknownRecipeIsWrongUsage() {
    Answer answer = Jera.call("train", "resnet");

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err())
        .startsWith(
            "error: Unknown recipe 'resnet' (expected: keras-cnn, keras-cnn-rmsprop, fashion-mlp, lenet, deep-cnn)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--epochs=0", "--epochs=two", "--batch-size=-1", "--seed=x"})
  void numbersOutOfRangeAreWrongUsage(String option) {
    Answer answer = Jera.call("train", option);

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err()).contains(option.substring(0, option.indexOf('=')));
  }

  private static Answer train(Object... options) {
    Object[] words =
        Stream.concat(Stream.of("train", "--epochs", 1, "--data-dir", data), Stream.of(options))
            .toArray();
    return Jera.call(words);
  }

  private String hash(int seed, String name) throws IOException {
    Path report = directory.resolve(name + ".json");
    train("--seed", seed, "--export", directory.resolve(name), "--report", report);
    return read(report).get("weights_sha256").textValue();
  }

  private static void assertRefused(Answer answer, String message) {
    assertThat(answer.err()).startsWith("error: ").contains(message);
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.out()).isEmpty();
  }

  private static JsonNode read(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  private static List<String> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
