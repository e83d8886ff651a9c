package dev.jera.training.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jera.training.Checkpoints;
import dev.jera.training.History;
import dev.jera.training.NonFiniteLossException;
import dev.jera.training.Trainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallbackOrderTest {
  private final List<String> calls = new ArrayList<>();

  @TempDir private Path directory;

  private LambdaCallback noting(String name) {
    return LambdaCallback.onTrainBegin(run -> calls.add(name + " train begins"))
        .withEpochBegin(run -> calls.add(name + " epoch " + run.epoch() + " begins"))
        .withBatchEnd(run -> calls.add(name + " batch " + run.batch()))
        .withEpochEnd((run, results) -> calls.add(name + " epoch " + run.epoch() + " ends"))
        .withTrainEnd(run -> calls.add(name + " train ends"));
  }

  @Test
  void callbacksAreCalledInTheirOrderMomentByMoment() {
    Runs.fit(0.2, Runs.epochs(1, noting("a"), noting("b")));
    assertThat(calls)
        .containsExactly(
            "a train begins",
            "b train begins",
            "a epoch 1 begins",
            "b epoch 1 begins",
            "a batch 1",
            "b batch 1",
            "a batch 2",
            "b batch 2",
            "a epoch 1 ends",
            "b epoch 1 ends",
            "a train ends",
            "b train ends");
  }

  @Test
  void whatACallbackThrowsNamesItAndTheMomentAndAllAreToldOfTheEnd() {
    Callback broken =
        noting("broken")
            .withEpochEnd(
                (run, results) -> {
                  throw new IllegalStateException("disk on fire");
                });
    assertThatExceptionOfType(CallbackException.class)
        .isThrownBy(
            () ->
                Runs.fit(
                    0.2,
                    Runs.epochs(2, noting("a"), broken, noting("c"))
                        .withCheckpoints(Checkpoints.in(directory))))
        .withMessageContaining("Callback LambdaCallback threw in onEpochEnd")
        .withMessageContaining("disk on fire. The state is saved in " + directory)
        .withCauseInstanceOf(IllegalStateException.class);
    assertThat(calls)
        .endsWith(
            "a epoch 1 ends",
            "c epoch 1 ends",
            "a train ends",
            "broken train ends",
            "c train ends");
    History resumed = Runs.fit(0.2, Runs.epochs(2).withCheckpoints(Checkpoints.in(directory)));
    assertThat(resumed).isEqualTo(Runs.fit(0.2, Runs.epochs(2)));
  }

  @Test
  void whatIsThrownAtTheBeginningEndsWhatBegan() {
    Callback broken =
        noting("broken")
            .withTrainBegin(
                run -> {
                  throw new IllegalStateException("no lights");
                });
    assertThatExceptionOfType(CallbackException.class)
        .isThrownBy(
            () ->
                Runs.fit(
                    0.2,
                    Runs.epochs(2, noting("a"), broken, noting("c"))
                        .withCheckpoints(Checkpoints.in(directory))))
        .withMessage(
            "Callback LambdaCallback threw in onTrainBegin: java.lang.IllegalStateException: no lights. Nothing was saved, because no step was made.");
    assertThat(calls).containsExactly("a train begins", "a train ends", "broken train ends");
    assertThat(directory.toFile().list()).containsExactly(".lock");
  }

  @Test
  void aRunThatMadeNoStepLeavesNoCheckpoint() {
    Callback broken =
        LambdaCallback.onEpochBegin(
            run -> {
              throw new IllegalStateException("no lights");
            });
    Checkpoints checkpoints = Checkpoints.in(directory);
    assertThatExceptionOfType(CallbackException.class)
        .isThrownBy(() -> Runs.fit(0.2, Runs.epochs(2, broken).withCheckpoints(checkpoints)))
        .withMessageEndingWith("Nothing was saved, because no step was made.");
    Runs.fit(
        0.2,
        Runs.epochs(2, LambdaCallback.onTrainBegin(run -> run.stop("at once")))
            .withCheckpoints(checkpoints));
    assertThat(directory.toFile().list()).containsExactly(".lock");
    Runs.fit(0.2, Runs.epochs(1).withCheckpoints(checkpoints));
    assertThatExceptionOfType(CallbackException.class)
        .isThrownBy(() -> Runs.fit(0.2, Runs.epochs(2, broken).withCheckpoints(checkpoints)))
        .withMessageEndingWith("The state is saved in " + directory.resolve("checkpoint-2") + ".");
  }

  @Test
  void whatIsThrownAtTheEndDoesNotKeepTheOthersFromTheirEnd() {
    Callback broken =
        LambdaCallback.onTrainEnd(
            run -> {
              throw new IllegalStateException("no end");
            });
    assertThatExceptionOfType(CallbackException.class)
        .isThrownBy(() -> Runs.fit(0.2, Runs.epochs(1, broken, noting("b"))))
        .withMessageContaining("threw in onTrainEnd");
    assertThat(calls).endsWith("b train ends");
  }

  @Test
  void aResumedEpochBeginsASecondTime() {
    Checkpoints checkpoints = Checkpoints.in(directory);
    Runs.fit(0.2, Runs.epochs(2, Runs.stopAfterStep(3)).withCheckpoints(checkpoints));
    Runs.fit(0.2, Runs.epochs(2, noting("a")).withCheckpoints(checkpoints));
    assertThat(calls)
        .containsExactly(
            "a train begins", "a epoch 2 begins", "a batch 2", "a epoch 2 ends", "a train ends");
  }

  /** At a rate of 1e30 the weight is 2e30 after a step, and its square is beyond float32. */
  @Test
  void terminateOnNaNEndsQuietlyWhatElseIsAnError() {
    assertThatExceptionOfType(NonFiniteLossException.class)
        .isThrownBy(() -> Runs.fit(1e30, Runs.epochs(2, noting("a"))));
    assertThat(calls).endsWith("a train ends");
    try (Trainer trainer = Runs.line(1e30)) {
      List<String> reasons = new ArrayList<>();
      History history =
          trainer.fit(
              Runs.ONES,
              Runs.epochs(
                  2,
                  TerminateOnNaN.of(),
                  LambdaCallback.onTrainEnd(run -> reasons.add(run.stopReason().orElse("none")))));
      assertThat(history.rows()).isEmpty();
      assertThat(trainer.steps()).isEqualTo(2);
      assertThat(reasons).singleElement().asString().contains("Loss is Infinity at step 2");
    }
  }

  @Test
  void theRunStopsAtTheLastStep() {
    try (Trainer trainer = Runs.line(0.2)) {
      trainer.fit(Runs.ONES, Runs.epochs(9, StopAtStep.last(5)));
      assertThat(trainer.steps()).isEqualTo(5);
      trainer.fit(Runs.ONES, Runs.epochs(9, StopAtStep.after(4)));
      assertThat(trainer.steps()).isEqualTo(9);
      trainer.fit(Runs.ONES, Runs.epochs(9, StopAtStep.last(9)));
      assertThat(trainer.steps()).as("it is there already").isEqualTo(9);
    }
  }
}
