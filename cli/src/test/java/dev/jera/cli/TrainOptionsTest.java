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
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainOptionsTest {
  @TempDir static Path data;
  @TempDir Path directory;

  @BeforeAll
  static void writeData() throws IOException {
    Samples.writeIdx(data, 100, 50);
  }

  @Test
  void lenetValidatesOnTheTestImagesAndExportsProbabilities() throws IOException {
    Answer answer = train("lenet", "--epochs", 2, "--report", report());

    assertThat(answer.out()).contains("100 images to train on, 50 to validate and test on");
    JsonNode json = json();
    JsonNode last = json.get("history").get(1);
    assertThat(last.get("val_loss")).isEqualTo(json.get("test").get("loss"));
    assertThat(last.get("val_accuracy")).isEqualTo(json.get("test").get("accuracy"));

    assertThat(Jera.call("inspect", bundle()).out()).contains("softmax");
    JsonNode evaluation =
        Jera.call("evaluate", bundle(), "--dataset", "mnist", "--data-dir", data, "--json").json();
    assertThat(evaluation.get("accuracy").doubleValue())
        .isEqualTo(json.get("test").get("accuracy").doubleValue(), within(1e-6));
    assertThat(evaluation.get("loss").doubleValue())
        .isEqualTo(json.get("test").get("loss").doubleValue(), within(1e-3));
  }

  @Test
  void validationSplitTakesThePlaceOfTheRecipesValidation() throws IOException {
    Answer answer = train("lenet", "--validation-split", 0.25, "--report", report());

    assertThat(answer.out())
        .contains("75 images to train on, 25 to validate on, 50 to test on; epochs 1,");
    assertThat(json().get("training_examples").intValue()).isEqualTo(75);
    assertThat(json().get("validation_examples").intValue()).isEqualTo(25);
    // 75 images in batches of 32.
    assertThat(json().get("steps").intValue()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"--optimizer=lion, lion, 0.001", "--learning-rate=0.5, adam, 0.5"})
  void optimizerAndLearningRateAreWhatIsAskedFor(String option, String name, double rate)
      throws IOException {
    train("keras-cnn", option, "--report", report());

    assertThat(json().get("optimizer").textValue()).isEqualTo(name);
    assertThat(json().get("learning_rate").doubleValue()).isEqualTo(rate, within(1e-9));
  }

  @Test
  void earlyStoppingEndsARunThatGetsNoBetter() throws IOException {
    // Steps this small change no float32 weight.
    train(
        "keras-cnn",
        "--epochs=9",
        "--optimizer=sgd",
        "--learning-rate=1e-30",
        "--early-stopping=2",
        "--validation-split=0.2",
        "--report",
        report());

    assertThat(json().get("epochs").intValue()).isEqualTo(3);
    assertThat(json().get("history")).hasSize(3);
  }

  @Test
  void tensorBoardGetsEventFiles() throws IOException {
    Path events = directory.resolve("events");

    train("lenet", "--tensorboard", events);

    assertThat(list(events)).containsExactlyInAnyOrder("train", "validation");
  }

  @Test
  void plotsAreDrawnOverOlderOnes() throws IOException {
    Path plots = Files.createDirectory(directory.resolve("plots"));
    Path history = Files.writeString(plots.resolve("history.png"), "old");

    Answer answer = train("lenet", "--plots", plots);

    assertThat(list(plots))
        .containsExactlyInAnyOrder(
            "history.png",
            "predictions.png",
            "confusion-matrix.png",
            "mistakes.png",
            "filters.png");
    assertThat(answer.out()).contains("Picture   " + history);
    assertThat(ImageIO.read(history.toFile()).getWidth()).isGreaterThan(500);
  }

  @Test
  void networkThatBeginsWithDenseLayersHasNoPictureOfFilters() throws IOException {
    Path plots = Files.createDirectory(directory.resolve("plots"));
    Path old = Files.writeString(plots.resolve("filters.png"), "of another network");

    Answer answer = train("fashion-mlp", "--plots", plots);

    assertThat(answer.out()).contains("no filters.png: the network does not begin with");
    assertThat(old).doesNotExist();
  }

  @Test
  void resumedRunGivesWhatOneWithoutAStopGives() throws IOException {
    train("keras-cnn", "--epochs", 2, "--report", report());
    JsonNode whole = json();
    Path run = directory.resolve("run");
    train("keras-cnn", "--epochs", 1, "--checkpoint-dir", run);

    Answer resumed = train("keras-cnn", "--epochs", 2, "--resume", run, "--report", report());

    assertThat(resumed.out()).contains("Epoch 2/2").doesNotContain("Epoch 1/2");
    assertThat(json().get("weights_sha256")).isEqualTo(whole.get("weights_sha256"));
    assertThat(json().get("history")).isEqualTo(whole.get("history"));
  }

  @Test
  void resumingWithOtherSettingsIsRefusedAndSaysWhichDiffer() {
    Path run = directory.resolve("run");
    train("keras-cnn", "--checkpoint-dir", run);

    Answer answer =
        train("keras-cnn", "--epochs", 2, "--batch-size", 10, "--seed", 42, "--resume", run);

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.err()).contains("of a run with other settings", "batchSize=(32, 10)");
  }

  @ParameterizedTest
  @CsvSource({
    "2, 3, 'with --early-stopping 2, now it is with --early-stopping 3'",
    "2, 0, 'with --early-stopping 2, now it is without --early-stopping'",
    "0, 1, 'without --early-stopping, now it is with --early-stopping 1'"
  })
  void resumingWithAnotherPatienceIsRefused(int then, int now, String words) {
    Path run = directory.resolve("run");
    train("keras-cnn", earlyStopping(then, "--checkpoint-dir", run));

    Answer answer = train("keras-cnn", earlyStopping(now, "--epochs", 2, "--resume", run));

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.err())
        .isEqualTo(
            "error: --resume: the run was begun %s (expected: the same, or another directory)%n"
                .formatted(words));
    assertThat(bundle().resolve("2")).doesNotExist();
  }

  @Test
  void resumingWithFewerEpochsThanTheRunHasHadIsRefused() {
    Path run = directory.resolve("run");
    train("keras-cnn", "--epochs", 2, "--checkpoint-dir", run);

    Answer answer = train("keras-cnn", "--epochs", 1, "--resume", run);

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.err())
        .isEqualTo(
            "error: --epochs 1: the run to resume has had 2 (expected: at least as many)%n"
                .formatted());
    assertThat(bundle().resolve("2")).doesNotExist();
  }

  @Test
  void resumingARunThatIsDoneSaysSoAndExportsItAsItIs() throws IOException {
    Path run = directory.resolve("run");
    train("keras-cnn", "--checkpoint-dir", run, "--report", report());
    JsonNode done = json();

    Answer answer = train("keras-cnn", "--resume", run, "--report", report());

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.err())
        .isEqualTo(
            "note: nothing was trained: the run has had 1 of 1 epochs already; testing and exporting it as it is%n"
                .formatted());
    assertThat(json().get("weights_sha256")).isEqualTo(done.get("weights_sha256"));
  }

  @Test
  void resumingARunThatEarlyStoppingEndedSaysSo() {
    Path run = directory.resolve("run");
    Object[] options = {
      "--epochs=9", "--optimizer=sgd", "--learning-rate=1e-30", "--early-stopping=1"
    };
    train("keras-cnn", with(options, "--checkpoint-dir", run));

    Answer answer = train("keras-cnn", with(options, "--resume", run));

    assertThat(answer.err())
        .contains(
            "nothing was trained: the run has had 2 of 9 epochs already, and --early-stopping has");
  }

  private static Object[] earlyStopping(int patience, Object... options) {
    return patience == 0 ? options : with(options, "--early-stopping", patience);
  }

  private static Object[] with(Object[] options, Object... more) {
    return Stream.concat(Stream.of(options), Stream.of(more)).toArray();
  }

  @Test
  void checkpointsOfAnotherRunAreKeptAndResumingIsAdvised() {
    Path run = directory.resolve("run");
    train("keras-cnn", "--checkpoint-dir", run);

    assertRefused(
        train("keras-cnn", "--checkpoint-dir", run),
        "it holds the checkpoints of a run (expected: a directory without); go on with that run by --resume "
            + run);
  }

  @Test
  void resumingNothingIsRefused() {
    assertRefused(train("keras-cnn", "--resume", directory), "no checkpoint (expected: ");
  }

  @Test
  void directoriesThatAreFilesAreRefusedBeforeTraining() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    for (String option : List.of("--plots", "--tensorboard", "--checkpoint-dir")) {
      assertRefused(
          train("keras-cnn", option, file),
          "%s %s: it is a file (expected: a directory".formatted(option, file));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--learning-rate=0 | (expected: a number > 0)",
        "--learning-rate=NaN | (expected: a number > 0)",
        "--validation-split=1 | (expected: a number > 0 and < 1)",
        "--early-stopping=0 | (expected: a whole number >= 1)",
        "--optimizer=adan | 'adan' (expected: sgd, rmsprop, adam, adamw,",
        "--image-size=4 --images=x | (expected: a whole number from 8 to 1024)",
        "--image-size=32 | --image-size without --images",
        "--skip-broken-images | --skip-broken-images without --images",
        "--images=x lenet | A recipe with --images (expected: one of them)",
        "--images=x --data-dir=y | --data-dir with --images (expected: one of them)",
        "--resume=x --checkpoint-dir=y | --checkpoint-dir with --resume of another directory",
      })
  void wrongOptionsAreWrongUsage(String options, String message) {
    Answer answer =
        Jera.call(Stream.concat(Stream.of("train"), Stream.of(options.split(" "))).toArray());

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err()).startsWith("error: ").contains(message);
  }

  @Test
  void completionKnowsOptimizers() {
    assertThat(Jera.call("completion").out()).contains("--optimizer", "\"adamw\"");
  }

  private Answer train(String recipe, Object... options) {
    Stream<Object> usual = Stream.of("train", recipe, "--data-dir", data, "--export", bundle());
    boolean epochs = Stream.of(options).anyMatch(word -> word.toString().startsWith("--epochs"));
    Stream<Object> one = epochs ? Stream.of() : Stream.of("--epochs", 1);
    return Jera.call(Stream.concat(Stream.concat(usual, one), Stream.of(options)).toArray());
  }

  private Path bundle() {
    return directory.resolve("bundle");
  }

  private Path report() {
    return directory.resolve("report.json");
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(report().toFile());
  }

  private static void assertRefused(Answer answer, String message) {
    assertThat(answer.err()).startsWith("error: ").contains(message);
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.out()).isEmpty();
  }

  private static List<String> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
