package dev.jera.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jera.datasets.Dataset;
import dev.jera.model.Input;
import dev.jera.model.Sequential;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.core.Dense;
import dev.jera.runtime.CheckpointException;
import dev.jera.training.callback.Callback;
import dev.jera.training.callback.CallbackException;
import dev.jera.training.callback.LambdaCallback;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.optimizer.SGD;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** What a crash leaves behind, and what must never become a checkpoint or be replaced by one. */
class DamagedCheckpointsTest {
  private static final Dataset DATA = Dataset.of(column(1, 2, 3, 4), column(2, 4, 6, 8));

  /** Two steps an epoch. */
  private static final Fit FIT = Fit.epochs(5).withBatchSize(2);

  @TempDir private Path directory;

  /** Killed between the two renames of a replacement, a process leaves the old one hidden. */
  @Test
  void theOnlyCheckpointIsFoundWhenItsReplacementWasKilled() throws IOException {
    Fit kept = FIT.withCheckpoints(Checkpoints.in(directory).withKeep(1));
    History straight = fit(FIT);
    fit(kept.withEpochs(2));
    Files.move(directory.resolve("checkpoint-4"), directory.resolve(".checkpoint-4.tmp-12-old"));
    Files.createDirectory(directory.resolve(".checkpoint-4.tmp-12"));
    assertThat(fit(kept)).isEqualTo(straight);
    assertThat(directory.toFile().list()).containsExactlyInAnyOrder(".lock", "checkpoint-10");
  }

  @Test
  void aSavedTrainerIsFoundWhenItsReplacementWasKilled() throws IOException {
    try (Trainer trainer = trainer(0.01)) {
      trainer.fit(DATA, FIT);
      trainer.save(directory.resolve("best"));
      Files.move(directory.resolve("best"), directory.resolve(".best.tmp-12-old"));
    }
    try (Trainer trainer = trainer(0.01)) {
      trainer.restore(directory.resolve("best"));
      assertThat(trainer.steps()).isEqualTo(10);
    }
  }

  @Test
  void damagedCheckpointsDoNotTakeThePlacesOfWholeOnes() throws IOException {
    Fit kept = FIT.withCheckpoints(Checkpoints.in(directory).withKeep(2));
    fit(FIT.withCheckpoints(Checkpoints.in(directory).withKeep(3)));
    Files.delete(directory.resolve("checkpoint-8/SHA256SUMS"));
    Files.delete(directory.resolve("checkpoint-10/SHA256SUMS"));
    fit(kept.withCallbacks(stopAfter(7)));
    assertThat(directory.toFile().list())
        .containsExactlyInAnyOrder(".lock", "checkpoint-6", "checkpoint-7");
    assertThat(fit(kept)).isEqualTo(fit(FIT));
  }

  @Test
  void sumsThatAreCutOrZeroAreDamage() throws IOException {
    Fit kept = FIT.withCheckpoints(Checkpoints.in(directory));
    fit(kept);
    Files.write(directory.resolve("checkpoint-10/SHA256SUMS"), new byte[100]);
    Path sums = directory.resolve("checkpoint-8/SHA256SUMS");
    Files.write(sums, Files.readAllLines(sums).subList(0, 1));
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> new CheckpointDirectory(directory.resolve("checkpoint-10")).check())
        .withMessageContaining("SHA256SUMS is not as it was written");
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> new CheckpointDirectory(directory.resolve("checkpoint-8")).check())
        .withMessageContaining("SHA256SUMS is cut short");
    assertThat(fit(kept)).isEqualTo(fit(FIT));
  }

  @Test
  void whatIsNoCheckpointIsNotReplaced() throws IOException {
    Files.writeString(directory.resolve("thesis.txt"), "ten years");
    try (Trainer trainer = trainer(0.01)) {
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> trainer.save(directory))
          .withMessageContaining("there is something else");
    }
    assertThat(directory.resolve("thesis.txt")).hasContent("ten years");
  }

  /** At a rate of 3e38 the first loss is finite, and the weight after it is not. */
  @Test
  void spoiltWeightsAreNotSavedWhenTheRunIsStopped() {
    Fit kept = FIT.withCheckpoints(Checkpoints.in(directory));
    try (Trainer trainer = trainer(3e38)) {
      assertThatExceptionOfType(NonFiniteLossException.class)
          .isThrownBy(() -> trainer.fit(DATA, kept.withCallbacks(stopAfter(1))))
          .withMessageContaining("A weight is NaN or infinite at step 1 (epoch 1)");
    }
    Callback throwing =
        LambdaCallback.onBatchEnd(
            run -> {
              throw new IllegalStateException("no room");
            });
    try (Trainer trainer = trainer(3e38)) {
      assertThatExceptionOfType(CallbackException.class)
          .isThrownBy(() -> trainer.fit(DATA, kept.withCallbacks(throwing)))
          .withMessageEndingWith("Nothing was saved, because a weight is NaN or infinite.");
    }
    assertThat(directory.toFile().list()).containsExactly(".lock");
  }

  private static Callback stopAfter(long step) {
    return LambdaCallback.onBatchEnd(
        run -> {
          if (run.step() == step) {
            run.stop("the test says so");
          }
        });
  }

  private static History fit(Fit fit) {
    try (Trainer trainer = trainer(0.01)) {
      return trainer.fit(DATA, fit);
    }
  }

  private static FloatNdArray column(float... values) {
    return NdArrays.vectorOf(values).withShape(Shape.of(values.length, 1));
  }

  private static Trainer trainer(double rate) {
    return Trainer.compile(
        Sequential.of(
            Input.of(1), Dense.of(1).withUseBias(false).withKernelInitializer(Initializer.zeros())),
        SGD.of(rate),
        MeanSquaredError.of());
  }
}
