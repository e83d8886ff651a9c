package dev.jera.training.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.datasets.Dataset;
import dev.jera.training.Checkpoints;
import dev.jera.training.Fit;
import dev.jera.training.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;

class ModelCheckpointTest {
  /** At a rate of 0.2, a step an epoch, w is 0.4, 0.64, 0.784: nearest to 0.7 in epoch 2. */
  private static final Dataset VALIDATION = Runs.points(new float[] {1}, new float[] {0.7f});

  @TempDir private Path directory;

  private String in(String pattern) {
    return directory.resolve(pattern).toString();
  }

  private static Fit fit(int epochs, Callback... callbacks) {
    return Fit.epochs(epochs).withBatchSize(4).withValidation(VALIDATION).withCallbacks(callbacks);
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static float restored(Path checkpoint) {
    try (Trainer trainer = Runs.line(0.2)) {
      trainer.restore(checkpoint);
      return ((FloatNdArray) trainer.weights().get(Runs.WEIGHT)).getFloat(0, 0);
    }
  }

  @Test
  void theBestEpochAloneIsKept() {
    Runs.fit(0.2, fit(5, ModelCheckpoint.best(in("best"), "val_loss")));
    assertThat(restored(directory.resolve("best"))).isCloseTo(0.64f, Offset.offset(1e-6f));
    Runs.fit(0.2, fit(5, ModelCheckpoint.best(in("worst"), "val_loss", Mode.MAX)));
    assertThat(restored(directory.resolve("worst")))
        .as("(w - 0.7)^2 is 0.09 in epoch 1, 0.0496 in epoch 5")
        .isCloseTo(0.4f, Offset.offset(1e-6f));
  }

  @Test
  void aPatternNamesEpochStepAndResults() throws IOException {
    Runs.fit(
        0.2, fit(5, ModelCheckpoint.best(in("{epoch:02d}-{step}-{val_loss:.2f}"), "val_loss")));
    assertThat(names(directory)).containsExactly("01-1-0.09", "02-2-0.00");
  }

  @Test
  void everyFewEpochsOrStepsAreKept() throws IOException {
    Runs.fit(0.2, fit(5, ModelCheckpoint.everyEpochs(in("epoch-{epoch}"), 2)));
    assertThat(names(directory)).containsExactly("epoch-2", "epoch-4");
    Runs.fit(0.2, Runs.epochs(2, ModelCheckpoint.everySteps(in("step-{step}-{loss}"), 3)));
    assertThat(names(directory))
        .as("step 3 is the first of epoch 2: its loss is (1 - 0.64)^2")
        .containsExactly("epoch-2", "epoch-4", "step-3-0.1296");
    assertThat(restored(directory.resolve("step-3-0.1296")))
        .isCloseTo(0.784f, Offset.offset(1e-6f));
  }

  /** The stop lies after the best epoch: what comes after it is worse, and must not replace it. */
  @Test
  void aResumedRunRemembersTheBest() {
    Checkpoints checkpoints = Checkpoints.in(directory.resolve("run"));
    Fit fit = fit(3, ModelCheckpoint.best(in("best"), "val_loss")).withCheckpoints(checkpoints);
    Runs.fit(0.2, fit);
    Runs.fit(
        0.2, fit(6, ModelCheckpoint.best(in("best"), "val_loss")).withCheckpoints(checkpoints));
    assertThat(restored(directory.resolve("best"))).isCloseTo(0.64f, Offset.offset(1e-6f));
  }

  @Test
  void aPlaceholderThatNamesNothingIsAnErrorThatListsWhatThereIs() {
    assertThatExceptionOfType(CallbackException.class)
        .isThrownBy(
            () -> Runs.fit(0.2, Runs.epochs(1, ModelCheckpoint.everyEpochs(in("{val_loss}"), 1))))
        .withMessageContaining("ModelCheckpoint threw in onEpochEnd")
        .withMessageContaining("no '{val_loss}' (expected: {epoch}, {step} or one of [loss])");
  }

  @Test
  void badPatternsAndNumbersAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelCheckpoint.everyEpochs("a/{epoch", 1))
        .withMessageContaining("pattern: a/{epoch (expected: placeholders like {epoch:02d}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelCheckpoint.everyEpochs("a", 0))
        .withMessage("epochs: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelCheckpoint.everySteps("a", 0))
        .withMessage("steps: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PathPattern("{loss:02d}").fill(1, 1, Map.of("loss", 1.0)))
        .withMessage("pattern: {loss:02d}: {loss:02d} (expected: f, as in {val_loss:.4f})");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PathPattern("{step:.2d}").fill(1, 1, Map.of()))
        .withMessage("pattern: {step:.2d}: {step:.2d} (expected: d, as in {epoch:02d})");
  }
}
