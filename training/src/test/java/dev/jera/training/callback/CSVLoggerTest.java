package dev.jera.training.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.datasets.DatasetException;
import dev.jera.training.Checkpoints;
import dev.jera.training.History;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CSVLoggerTest {
  @TempDir private Path directory;

  private static List<String> expected(History history) {
    List<String> lines = new ArrayList<>(List.of("epoch,loss"));
    for (int i = 0; i < history.rows().size(); i++) {
      lines.add(i + "," + history.get("loss").get(i));
    }
    return lines;
  }

  @Test
  void anEpochIsARowInTheFileAsSoonAsItIsOver() {
    Path file = directory.resolve("log.csv");
    List<Integer> lines = new ArrayList<>();
    History history =
        Runs.fit(
            0.2,
            Runs.epochs(
                3,
                CSVLogger.to(file),
                LambdaCallback.onEpochEnd((run, results) -> lines.add(read(file).size()))));
    assertThat(lines).containsExactly(2, 3, 4);
    assertThat(read(file)).isEqualTo(expected(history));
  }

  private static List<String> read(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Checkpoints every two epochs: a run that breaks in epoch 4 or 5 trains epochs again. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 7, 9})
  void aResumedRunDoublesNeitherTheHeaderNorARow(int failAt) {
    Path file = directory.resolve("log.csv");
    Checkpoints checkpoints =
        Checkpoints.in(directory.resolve("run")).withEveryEpochs(2).withKeep(9);
    Callback failing =
        LambdaCallback.onBatchEnd(
            run -> {
              if (run.step() == failAt) {
                throw new OutOfMemoryError("as if the process had died");
              }
            });
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(
            () ->
                Runs.fit(
                    0.2, Runs.epochs(5, CSVLogger.to(file), failing).withCheckpoints(checkpoints)));
    History history =
        Runs.fit(0.2, Runs.epochs(5, CSVLogger.to(file)).withCheckpoints(checkpoints));
    assertThat(history).isEqualTo(Runs.fit(0.2, Runs.epochs(5)));
    assertThat(read(file)).isEqualTo(expected(history));
  }

  @Test
  void aRunThatBeginsReplacesTheFile() throws IOException {
    Path file = directory.resolve("log.csv");
    Files.writeString(file, "of another run\n".repeat(50));
    History history = Runs.fit(0.2, Runs.epochs(1, CSVLogger.to(file)));
    assertThat(read(file)).isEqualTo(expected(history));
  }

  /**
   * The learning rate becomes a column of the History in the second epoch, too late for the file.
   */
  @Test
  void theColumnsAreThoseOfTheFirstEpoch() {
    Path file = directory.resolve("log.csv");
    Callback late = LambdaCallback.onEpochEnd((run, results) -> run.setLearningRate(0.1));
    History history = Runs.fit(0.2, Runs.epochs(2, CSVLogger.to(file).withSeparator(';'), late));
    assertThat(history.rows().get(1)).containsKey("learning_rate");
    assertThat(read(file))
        .containsExactly(
            "epoch;loss", "0;" + history.get("loss").get(0), "1;" + history.get("loss").get(1));
  }

  @Test
  void aFileThatCannotBeWrittenEndsTheRunAndIsNamed() {
    Path file = directory.resolve("gone/log.csv");
    assertThatExceptionOfType(CallbackException.class)
        .isThrownBy(() -> Runs.fit(0.2, Runs.epochs(1, CSVLogger.to(file))))
        .withMessageContaining("CSVLogger threw in onTrainBegin")
        .withMessageContaining(file + " cannot be written")
        .withCauseInstanceOf(DatasetException.class);
  }

  @Test
  void aFileThatIsLostOnTheWayEndsTheRun() {
    Path file = directory.resolve("log.csv");
    Callback losing =
        LambdaCallback.onEpochBegin(
            run -> {
              if (run.epoch() == 2) {
                assertThat(file.toFile().delete()).isTrue();
              }
            });
    assertThatExceptionOfType(CallbackException.class)
        .isThrownBy(() -> Runs.fit(0.2, Runs.epochs(3, CSVLogger.to(file), losing)))
        .withMessageContaining("CSVLogger threw in onEpochEnd")
        .withMessageContaining(file.toString());
  }

  @Test
  void separatorsThatNumbersHaveAreRefused() {
    for (char separator : new char[] {'.', '-', '3', 'e', '\n', '"'}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> CSVLogger.to(directory).withSeparator(separator))
          .withMessageContaining("separator: '" + separator + "'");
    }
  }
}
