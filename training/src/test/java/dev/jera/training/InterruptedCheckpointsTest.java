package dev.jera.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jera.datasets.Dataset;
import dev.jera.model.Input;
import dev.jera.model.Sequential;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.core.Dense;
import dev.jera.runtime.CheckpointException;
import dev.jera.training.Checkpoints.OnFailure;
import dev.jera.training.callback.Callback;
import dev.jera.training.callback.LambdaCallback;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.optimizer.SGD;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** A thread that is interrupted has the channels closed through which it writes to the disk. */
class InterruptedCheckpointsTest {
  private static final Dataset DATA = Dataset.of(column(1, 2, 3, 4), column(2, 4, 6, 8));

  /** Two steps an epoch. */
  private static final Fit FIT = Fit.epochs(3).withBatchSize(2);

  @TempDir private Path directory;

  /** For the tests that come later in this thread. */
  @AfterEach
  void forgetTheInterrupt() {
    Thread.interrupted();
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptedSaveEndsTheRunAndLeavesTheCheckpointBefore(OnFailure onFailure) {
    Fit kept = FIT.withCheckpoints(Checkpoints.in(directory).withOnFailure(onFailure));
    Callback interrupting =
        LambdaCallback.onEpochEnd(
            (run, results) -> {
              if (run.epoch() == 2) {
                Thread.currentThread().interrupt();
              }
            });
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> fit(kept.withCallbacks(interrupting)))
        .withMessage(
            "Checkpoint %s: the thread was interrupted while it was written (expected: no interrupt before the end of a save). Those before it are whole.",
            directory.resolve("checkpoint-4"));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(directory.toFile().list()).containsExactlyInAnyOrder(".lock", "checkpoint-2");
    assertThat(fit(kept)).isEqualTo(fit(FIT));
  }

  @Test
  void anInterruptedTrainerKeepsWhatItSavedBefore() {
    Path saved = directory.resolve("best");
    try (Trainer trainer = trainer()) {
      trainer.fit(DATA, FIT);
      trainer.save(saved);
      trainer.fit(DATA, FIT);
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> trainer.save(saved))
          .withMessageContaining("the thread was interrupted");
      assertThat(Thread.interrupted()).isTrue();
      trainer.restore(saved);
      assertThat(trainer.steps()).isEqualTo(6);
    }
    assertThat(directory.toFile().list()).containsExactly("best");
  }

  private static History fit(Fit fit) {
    try (Trainer trainer = trainer()) {
      return trainer.fit(DATA, fit);
    }
  }

  private static FloatNdArray column(float... values) {
    return NdArrays.vectorOf(values).withShape(Shape.of(values.length, 1));
  }

  private static Trainer trainer() {
    return Trainer.compile(
        Sequential.of(
            Input.of(1), Dense.of(1).withUseBias(false).withKernelInitializer(Initializer.zeros())),
        SGD.of(0.01),
        MeanSquaredError.of());
  }
}
