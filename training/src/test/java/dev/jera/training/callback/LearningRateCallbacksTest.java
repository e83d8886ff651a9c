package dev.jera.training.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.datasets.Dataset;
import dev.jera.training.Fit;
import dev.jera.training.History;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearningRateCallbacksTest {
  /** Input 0: the prediction is 0 and the loss 1 for ever, so that every epoch is a plateau. */
  private static final Dataset FLAT = Runs.points(new float[4], new float[] {1, 1, 1, 1});

  @TempDir private Path directory;

  private static List<Double> rates(int epochs, Callback... callbacks) {
    try (var trainer = Runs.line(1)) {
      return trainer.fit(FLAT, Runs.epochs(epochs, callbacks)).get("learning_rate");
    }
  }

  private static ReduceLROnPlateau halving() {
    return ReduceLROnPlateau.of("loss").withFactor(0.5);
  }

  /** Epoch 1 is the best; epochs 2 and 3 use up the patience, so that epoch 4 has the half. */
  @Test
  void onAPlateauTheRateIsLoweredEveryPatience() {
    assertThat(rates(7, halving().withPatience(2)))
        .containsExactly(1.0, 1.0, 1.0, 0.5, 0.5, 0.25, 0.25);
  }

  /** After the cut in epoch 3 comes a cooldown of 2: epoch 4 is not counted, 5 and 6 are. */
  @Test
  void aCooldownIsNotCounted() {
    assertThat(rates(8, halving().withPatience(2).withCooldown(2)))
        .containsExactly(1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.25, 0.25);
  }

  @Test
  void theRateGoesNoLowerThanTheLeast() {
    assertThat(rates(5, halving().withPatience(1).withMinLearningRate(0.375)))
        .containsExactly(1.0, 1.0, 0.5, 0.375, 0.375);
  }

  /** At a rate of 0.2, a step an epoch, the loss (1 - w)^2 is 1, 0.36, 0.1296, 0.046656. */
  @Test
  void whileTheResultGetsBetterByMinDeltaTheRateStays() {
    Fit fit = Fit.epochs(4).withBatchSize(4);
    ReduceLROnPlateau fine = halving().withPatience(1).withMinDelta(0.08);
    assertThat(Runs.fit(0.2, fit.withCallbacks(fine)).get("learning_rate"))
        .containsOnly((double) 0.2f);
    ReduceLROnPlateau coarse = halving().withPatience(1).withMinDelta(0.5);
    assertThat(Runs.fit(0.2, fit.withCallbacks(coarse)).get("learning_rate"))
        .containsExactly((double) 0.2f, (double) 0.2f, (double) 0.2f, (double) 0.1f);
    ReduceLROnPlateau most = halving().withPatience(1).withMode(Mode.MAX);
    assertThat(Runs.fit(0.2, fit.withCallbacks(most)).get("learning_rate"))
        .as("a loss that falls is worse in mode MAX")
        .containsExactly((double) 0.2f, (double) 0.2f, (double) 0.1f, (double) 0.05f);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 4, 5, 6, 7, 11})
  void aResumedPlateauIsTheOneThatWasNeverStopped(long stopAt) {
    History expected;
    try (var trainer = Runs.line(1)) {
      expected = trainer.fit(FLAT, Runs.epochs(8, halving().withPatience(2).withCooldown(2)));
    }
    History resumed =
        Runs.fitWithAStop(
            1,
            Runs.epochs(8, halving().withPatience(2).withCooldown(2)),
            Runs.epochs(8, halving().withPatience(2).withCooldown(2)),
            directory,
            stopAt,
            FLAT);
    assertThat(resumed).isEqualTo(expected);
  }

  @Test
  void theSchedulerGetsTheEpochFromZeroAndThePresentRate() {
    Callback scheduler = LearningRateScheduler.of((epoch, rate) -> epoch < 2 ? rate : rate / 2);
    assertThat(rates(5, scheduler)).containsExactly(1.0, 1.0, 0.5, 0.25, 0.125);
  }

  /** Steps 3 and 5 lie within an epoch, which begins a second time when the run goes on. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aResumedSchedulerIsTheOneThatWasNeverStopped(long stopAt) {
    History expected = Runs.fit(0.2, Runs.epochs(4, halvingScheduler()));
    History resumed =
        Runs.fitWithAStop(
            0.2,
            Runs.epochs(4, halvingScheduler()),
            Runs.epochs(4, halvingScheduler()),
            directory,
            stopAt,
            Runs.ONES);
    assertThat(resumed).isEqualTo(expected);
  }

  private static Callback halvingScheduler() {
    return LearningRateScheduler.of((epoch, rate) -> rate / 2);
  }

  @Test
  void aRateThatIsNoneEndsTheRun() {
    assertThatExceptionOfType(CallbackException.class)
        .isThrownBy(() -> rates(3, LearningRateScheduler.of((epoch, rate) -> rate - epoch)))
        .withMessageContaining("LearningRateScheduler threw in onEpochBegin")
        .withMessageContaining("rate of epoch 1, from 0: 0.0 (expected: > 0, as a float32)");
  }

  @Test
  void badSettingsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReduceLROnPlateau.of().withFactor(1))
        .withMessage("factor: 1.0 (expected: > 0 and < 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReduceLROnPlateau.of().withPatience(-1))
        .withMessage("patience: -1 (expected: >= 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReduceLROnPlateau.of().withCooldown(-1))
        .withMessage("cooldown: -1 (expected: >= 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReduceLROnPlateau.of().withMinLearningRate(-1))
        .withMessage("minLearningRate: -1.0 (expected: >= 0)");
  }
}
