package dev.jera.training.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.datasets.Dataset;
import dev.jera.training.Checkpoints;
import dev.jera.training.Fit;
import dev.jera.training.History;
import dev.jera.training.Trainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;

class EarlyStoppingTest {
  /** w goes 0.4, 0.64, 0.784 ... to 1, a step an epoch at a rate of 0.2, so these pull it past. */
  private static final Dataset VALIDATION = Runs.points(new float[] {1}, new float[] {0.7f});

  @TempDir private Path directory;

  private static Fit fit(int epochs, Callback... callbacks) {
    return Fit.epochs(epochs).withBatchSize(4).withValidation(VALIDATION).withCallbacks(callbacks);
  }

  /** After epochs 1, 2, 3 w is 0.4, 0.64, 0.784: (w - 0.7)^2 is 0.09, 0.0036, 0.007, and grows. */
  @ParameterizedTest
  @CsvSource({"0, 3", "1, 3", "2, 4", "5, 7"})
  void itStopsAfterSoManyEpochsWithoutABetterResult(int patience, int epochs) {
    History history = Runs.fit(0.2, fit(20, EarlyStopping.of().withPatience(patience)));
    assertThat(history.rows()).hasSize(epochs);
  }

  @Test
  void theBestWeightsComeBackAndWithoutThatTheLastStay() {
    try (Trainer best = Runs.line(0.2);
        Trainer last = Runs.line(0.2)) {
      best.fit(Runs.ONES, fit(20, EarlyStopping.of().withPatience(2).restoringBestWeights()));
      last.fit(Runs.ONES, fit(20, EarlyStopping.of().withPatience(2)));
      assertThat(weight(best)).isCloseTo(0.64f, within());
      assertThat(weight(last)).isCloseTo(0.8704f, within());
    }
  }

  @Test
  void theBestWeightsComeBackWhenTheRunEndsWithoutAStop() {
    try (Trainer trainer = Runs.line(0.2)) {
      trainer.fit(Runs.ONES, fit(3, EarlyStopping.of().withPatience(9).restoringBestWeights()));
      assertThat(weight(trainer)).isCloseTo(0.64f, within());
    }
  }

  private static Offset<Float> within() {
    return Offset.offset(1e-6f);
  }

  private static float weight(Trainer trainer) {
    return ((FloatNdArray) trainer.weights().get(Runs.WEIGHT)).getFloat(0, 0);
  }

  /**
   * The changes of val_loss are 0.0864, then worse: with a greater minDelta epoch 1 is the best.
   */
  @Test
  void aChangeBelowMinDeltaDoesNotCount() {
    assertThat(Runs.fit(0.2, fit(20, EarlyStopping.of().withMinDelta(0.1))).rows()).hasSize(2);
    assertThat(Runs.fit(0.2, fit(20, EarlyStopping.of().withMinDelta(0.08))).rows()).hasSize(3);
  }

  @Test
  void moreIsBetterInModeMax() {
    History history = Runs.fit(0.2, fit(20, EarlyStopping.of("val_loss").withMode(Mode.MAX)));
    assertThat(history.rows()).as("0.09, 0.0036: less at once").hasSize(2);
  }

  /** No result is below 0.001, so patience of 3 runs out from the first epoch on, as in Keras. */
  @Test
  void aBaselineThatIsNotReachedLetsThePatienceRunOut() {
    Callback stopping = EarlyStopping.of().withPatience(3).withBaseline(0.001);
    assertThat(Runs.fit(0.2, fit(20, stopping)).rows()).hasSize(3);
    Callback reached = EarlyStopping.of().withPatience(3).withBaseline(0.05);
    assertThat(Runs.fit(0.2, fit(20, reached)).rows()).as("reached in epoch 2").hasSize(5);
  }

  /** Epochs 1 to 4 are not looked at; 5 is the best then, 6 is worse. */
  @Test
  void epochsBeforeTheStartAreNotLookedAt() {
    Callback stopping = EarlyStopping.of().withStartFromEpoch(4).restoringBestWeights();
    try (Trainer trainer = Runs.line(0.2)) {
      assertThat(trainer.fit(Runs.ONES, fit(20, stopping)).rows()).hasSize(6);
      assertThat(weight(trainer)).isCloseTo(0.92224f, within());
    }
  }

  @Test
  void aCallbackThatIsUsedAgainBeginsAnew() {
    EarlyStopping stopping = EarlyStopping.of().withPatience(2);
    assertThat(Runs.fit(0.2, fit(20, stopping)).rows()).hasSize(4);
    assertThat(Runs.fit(0.2, fit(20, stopping)).rows()).hasSize(4);
  }

  @Test
  void aMonitorThatIsNotThereIsAnErrorThatListsWhatIs() {
    assertThatExceptionOfType(CallbackException.class)
        .isThrownBy(() -> Runs.fit(0.2, Runs.epochs(3, EarlyStopping.of("val_accuracy"))))
        .withMessageContaining("Callback EarlyStopping threw in onEpochEnd")
        .withMessageContaining("monitor: 'val_accuracy' is not in the results (expected: one of")
        .withMessageContaining("[loss]");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 6})
  void aResumedRunIsTheOneThatWasNeverStopped(long stopAt) {
    try (Trainer whole = Runs.line(0.2);
        Trainer first = Runs.line(0.2);
        Trainer second = Runs.line(0.2)) {
      History expected = whole.fit(Runs.ONES, fit(20, stopping()));
      Checkpoints checkpoints = Checkpoints.in(directory);
      first.fit(
          Runs.ONES, fit(20, stopping(), Runs.stopAfterStep(stopAt)).withCheckpoints(checkpoints));
      History resumed = second.fit(Runs.ONES, fit(20, stopping()).withCheckpoints(checkpoints));
      assertThat(expected.rows()).hasSize(7);
      assertThat(resumed).isEqualTo(expected);
      assertThat(second.weights()).isEqualTo(whole.weights());
    }
  }

  private static EarlyStopping stopping() {
    return EarlyStopping.of().withPatience(5).restoringBestWeights();
  }

  @Test
  void aRunThatWasStoppedHereStaysStopped() {
    Checkpoints checkpoints = Checkpoints.in(directory);
    List<Integer> epochs = new ArrayList<>();
    Callback noting = LambdaCallback.onEpochBegin(run -> epochs.add(run.epoch()));
    History first = Runs.fit(0.2, fit(20, stopping()).withCheckpoints(checkpoints));
    try (Trainer trainer = Runs.line(0.2)) {
      History again =
          trainer.fit(Runs.ONES, fit(20, stopping(), noting).withCheckpoints(checkpoints));
      assertThat(again).isEqualTo(first);
      assertThat(weight(trainer)).isCloseTo(0.64f, within());
    }
    assertThat(epochs).isEmpty();
    History longer =
        Runs.fit(0.2, fit(20, stopping().withPatience(7)).withCheckpoints(checkpoints));
    assertThat(longer.rows()).as("more patience goes on").hasSize(9);
  }

  @Test
  void theModeFollowsFromTheName() {
    assertThat(Mode.AUTO.resolve("val_accuracy")).isEqualTo(Mode.MAX);
    assertThat(Mode.AUTO.resolve("head_auc")).isEqualTo(Mode.MAX);
    assertThat(Mode.AUTO.resolve("val_loss")).isEqualTo(Mode.MIN);
    assertThat(Mode.AUTO.resolve("mean_absolute_error")).isEqualTo(Mode.MIN);
    assertThat(Mode.MIN.resolve("accuracy")).isEqualTo(Mode.MIN);
  }

  @Test
  void anyNumberIsBetterThanNaN() {
    Monitor monitor = new Monitor("loss", Mode.MIN, 0);
    assertThat(monitor.isBetter(1, Double.NaN)).isTrue();
    assertThat(monitor.isBetter(Double.NaN, 1)).isFalse();
    assertThat(monitor.isBetter(Double.NaN, Double.NaN)).isFalse();
  }

  @Test
  void badSettingsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EarlyStopping.of().withPatience(-1))
        .withMessage("patience: -1 (expected: >= 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EarlyStopping.of().withMinDelta(Double.NaN))
        .withMessage("minDelta: NaN (expected: >= 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EarlyStopping.of().withStartFromEpoch(-2))
        .withMessage("startFromEpoch: -2 (expected: >= 0)");
  }
}
