package dev.jera.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jera.cli.Jera.Answer;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.training.Trainer;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.optimizer.Adam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EvaluateCommandTest {
  @TempDir Path directory;

  static Stream<Model> models() {
    return Stream.of(
        Samples.uint8Model(),
        Samples.floatModel(28, 28, 1),
        Samples.floatModel(28, 28),
        Samples.floatModel(784));
  }

  @ParameterizedTest
  @MethodSource("models")
  void measuresWhatTheTrainerMeasured(Model model) {
    Map<String, Double> trained = Samples.train(model, directory);

    JsonNode json = Jera.call("evaluate", directory, "--dataset", "mnist", "--json").json();

    assertThat(json.get("bundle").textValue()).isEqualTo(directory.resolve("1").toString());
    assertThat(json.get("dataset").textValue()).isEqualTo("mnist");
    assertThat(json.get("images").intValue()).isEqualTo(10_000);
    assertThat(json.get("accuracy").doubleValue()).isEqualTo(trained.get("accuracy"));
    assertThat(json.get("right").intValue()).isEqualTo((int) (10_000 * trained.get("accuracy")));
    assertThat(json.get("loss").doubleValue()).isCloseTo(trained.get("loss"), within(1e-4));
    assertThat(json.get("images_per_second").doubleValue()).isPositive();
  }

  @Test
  void tellsAccuracyAndLoss() throws IOException {
    Samples.train(Samples.uint8Model(), directory);
    Path data = Files.createDirectory(directory.resolve("data"));
    Samples.writeIdx(data, 1, 300);

    Answer answer =
        Jera.call("evaluate", directory, "--dataset", "fashion-mnist", "--data-dir", data);

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.out())
        .startsWith(directory.resolve("1") + " on the 300 test images of Fashion-MNIST\n")
        .containsPattern("Accuracy  0\\.\\d{4} \\(\\d+ right, \\d+ wrong\\)")
        .containsPattern("Loss      \\d\\.\\d{4}");
  }

  @Test
  void imagesOfAnotherSizeAreRefused() {
    export(Sequential.of(Input.of(32, 32, 3), Flatten.of(), Dense.of(10)));

    Answer answer = Jera.call("evaluate", directory, "--dataset", "mnist");

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.err())
        .startsWith("error: MNIST has images of [28, 28, 1], but input 'input_1' of ")
        .contains("takes [32, 32, 3]");
  }

  @Test
  void labelsOutsideTheClassesAreRefused() {
    export(Sequential.of(Input.of(784), Dense.of(5)));

    Answer answer = Jera.call("evaluate", directory, "--dataset", "mnist");

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.err()).contains("(expected: 0..4, for 5 classes)");
  }

  @Test
  void unknownDatasetIsWrongUsage() {
    Answer answer = Jera.call("evaluate", directory, "--dataset", "cifar");

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err()).contains("'cifar' (expected: mnist, fashion-mnist)");
  }

  @Test
  void datasetMustBeNamed() {
    assertThat(Jera.call("evaluate", directory).exitCode()).isEqualTo(2);
  }

  private void export(Model model) {
    try (Trainer trainer =
        Trainer.compile(model, Adam.of(), SparseCategoricalCrossentropy.ofLogits())) {
      trainer.export(directory);
    }
  }
}
