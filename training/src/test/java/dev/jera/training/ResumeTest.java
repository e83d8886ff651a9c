package dev.jera.training;

import static dev.jera.model.layer.activation.Activations.RELU;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.Mnist;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.Weights;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.normalization.BatchNormalization;
import dev.jera.model.layer.regularization.Dropout;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.model.rewriting.Rewriting;
import dev.jera.runtime.CheckpointException;
import dev.jera.runtime.Dtype;
import dev.jera.training.Checkpoints.Start;
import dev.jera.training.callback.Callback;
import dev.jera.training.callback.CallbackException;
import dev.jera.training.callback.TrainingRun;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.optimizer.Adam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that was stopped and goes on is the run that was never stopped, to the bit. */
class ResumeTest {
  /** 7 steps of 16 an epoch, the last of 4 examples. */
  private static final ArrayDataset DATA = Mnist.train().take(100);

  private static final Fit FIT =
      Fit.epochs(3).withBatchSize(16).withValidation(Mnist.test().take(20));

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 6, 7, 8, 13, 20, 21})
  void goesOnExactlyAfterAnyStep(long step) {
    Result straight = run(FIT);
    Fit kept = FIT.withCheckpoints(Checkpoints.in(directory));
    Result stopped = run(kept.withCallbacks(stopAfter(step)));
    assertThat(stopped.history().rows())
        .hasSize(Math.toIntExact(step / 7 - (step % 7 == 0 ? 1 : 0)));
    Result resumed = run(kept);
    assertThat(resumed.weights()).isEqualTo(straight.weights());
    assertThat(resumed.history()).isEqualTo(straight.history());
  }

  @Test
  void goesOnExactlyWhereEpochsAreCountedInSteps() {
    Fit counted = FIT.withStepsPerEpoch(5).withEpochs(4);
    Result straight = run(counted);
    Fit kept = counted.withCheckpoints(Checkpoints.in(directory));
    run(kept.withCallbacks(stopAfter(9)));
    Result resumed = run(kept);
    assertThat(resumed.weights()).isEqualTo(straight.weights());
    assertThat(resumed.history()).isEqualTo(straight.history());
    assertThat(resumed.steps()).isEqualTo(20);
  }

  @Test
  void aRunThatIsOverIsNotTrainedAgainButMayBeMadeLonger() {
    Fit kept = FIT.withCheckpoints(Checkpoints.in(directory));
    Result done = run(kept.withEpochs(2));
    assertThat(run(kept.withEpochs(2))).isEqualTo(done);
    assertThat(run(kept)).isEqualTo(run(FIT));
  }

  @Test
  void keepsTheNewest() throws IOException {
    run(FIT.withCheckpoints(Checkpoints.in(directory).withEverySteps(2).withKeep(3)));
    assertThat(names()).containsExactly(".lock", "checkpoint-18", "checkpoint-20", "checkpoint-21");
  }

  @Test
  void aTruncatedCheckpointIsPassedOverForTheOneBefore() throws IOException {
    Fit kept = FIT.withCheckpoints(Checkpoints.in(directory));
    Result straight = run(kept);
    Path newest = directory.resolve("checkpoint-21/variables.data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(newest);
    Files.write(newest, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    Files.delete(directory.resolve("checkpoint-14/SHA256SUMS"));
    assertThat(run(kept)).isEqualTo(straight);
  }

  @Test
  void whatAKilledProcessLeftHalfWrittenIsDeleted() throws IOException {
    Path half = Files.createDirectories(directory.resolve(".checkpoint-7.tmp-123"));
    Files.writeString(half.resolve("checkpoint.json"), "{");
    run(FIT.withEpochs(1).withCheckpoints(Checkpoints.in(directory)));
    assertThat(names()).containsExactly(".lock", "checkpoint-7");
  }

  @Test
  void anExceptionInACallbackLosesNothing() {
    Result straight = run(FIT);
    Fit kept = FIT.withCheckpoints(Checkpoints.in(directory));
    Callback fails =
        new Callback() {
          @Override
          public void onBatchEnd(TrainingRun run) {
            if (run.step() == 11) {
              throw new IllegalStateException("no room");
            }
          }
        };
    assertThatExceptionOfType(CallbackException.class)
        .isThrownBy(() -> run(kept.withCallbacks(fails)))
        .withMessageContaining("threw in onBatchEnd: java.lang.IllegalStateException: no room")
        .withMessageContaining("The state is saved in " + directory.resolve("checkpoint-11"));
    assertThat(run(kept)).isEqualTo(straight);
  }

  @Test
  void aCheckpointOfOtherSettingsIsRefused() {
    Checkpoints checkpoints = Checkpoints.in(directory);
    run(FIT.withEpochs(1).withCheckpoints(checkpoints));
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> run(FIT.withBatchSize(8).withCheckpoints(checkpoints)))
        .withMessageContaining("batchSize=(16, 8)");
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> run(FIT.withCheckpoints(checkpoints.withStart(Start.FRESH))))
        .withMessageContaining("checkpoint of another run, checkpoint-7");
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(
            () ->
                run(
                    FIT.withCheckpoints(
                        Checkpoints.in(directory.resolve("empty")).withStart(Start.REQUIRE))))
        .withMessageContaining("no whole checkpoint");
    try (Trainer other = trainer(compilation(2))) {
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> other.restore(directory))
          .withMessageContaining("seed 1, this trainer's is 2");
    }
    try (Trainer plain = trainer(compilation(1).withRewriting(Rewriting.none()))) {
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> plain.fit(DATA, FIT.withCheckpoints(checkpoints)))
          .withMessageContaining("rewriting=([DEAD_BORDER, ");
    }
  }

  @Test
  void aDirectoryBelongsToOneRunAtATime() {
    Fit kept = FIT.withCheckpoints(Checkpoints.in(directory));
    Callback trainsBeside =
        new Callback() {
          @Override
          public void onEpochEnd(TrainingRun run, java.util.Map<String, Double> results) {
            run(kept);
          }
        };
    assertThatExceptionOfType(CallbackException.class)
        .isThrownBy(() -> run(kept.withCallbacks(trainsBeside)))
        .withMessageContaining("another run is writing here");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static Callback stopAfter(long step) {
    return new Callback() {
      @Override
      public void onBatchEnd(TrainingRun run) {
        if (run.step() == step) {
          run.stop("the test says so");
        }
      }
    };
  }

  private record Result(Weights weights, History history, long steps) {}

  private static Result run(Fit fit) {
    try (Trainer trainer = trainer(compilation(1))) {
      History history = trainer.fit(DATA, fit);
      return new Result(trainer.weights(), history, trainer.steps());
    }
  }

  private static Trainer trainer(Compilation compilation) {
    Model model =
        Sequential.of(
            Input.of(28, 28, 1).withDtype(Dtype.UINT8),
            Flatten.of(),
            Dense.of(16).withActivation(RELU),
            BatchNormalization.of(),
            Dropout.of(0.3),
            Dense.of(10));
    return Trainer.compile(model, compilation);
  }

  private static Compilation compilation(long seed) {
    return Compilation.of(Adam.of(), SparseCategoricalCrossentropy.ofLogits(), Accuracy.of())
        .withSeed(seed);
  }
}
