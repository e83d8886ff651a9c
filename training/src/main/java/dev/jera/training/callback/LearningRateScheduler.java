package dev.jera.training.callback;

import com.google.common.collect.ImmutableMap;
import dev.jera.runtime.Ranges;

/**
 * Sets the learning rate at the beginning of every epoch.
 *
 * <p>The learning rate of every epoch is in the History then.
 *
 * @see <a href="https://keras.io/api/callbacks/learning_rate_scheduler/">Keras
 *     LearningRateScheduler</a>
 */
public final class LearningRateScheduler implements Callback {
  private final Schedule schedule;
  private boolean isResumed;
  private int lastEpoch;

  /** Gives an epoch its learning rate. */
  @FunctionalInterface
  public interface Schedule {
    /**
     * The rate of an epoch.
     *
     * @param epoch counted from 0, as in Keras: {@link TrainingRun#epoch} less 1
     * @param rate the present rate
     * @return above 0, as a float32
     */
    double rate(int epoch, double rate);
  }

  private LearningRateScheduler(Schedule schedule) {
    this.schedule = schedule;
  }

  /** Sets the rate by this schedule. */
  public static LearningRateScheduler of(Schedule schedule) {
    return new LearningRateScheduler(schedule);
  }

  /**
   * Begins anew, unless the state of a checkpoint was taken up.
   *
   * @throws IllegalStateException if the optimizer's rate is a schedule itself
   */
  @Override
  public void onTrainBegin(TrainingRun run) {
    if (!isResumed) {
      lastEpoch = 0;
    }
    isResumed = false;
    // Puts the rate into every row of the History, that of an epoch that goes on, too.
    run.setLearningRate(run.learningRate());
  }

  @Override
  public void onEpochBegin(TrainingRun run) {
    // An epoch that goes on from a checkpoint begins twice; its rate was set the first time.
    if (run.epoch() == lastEpoch) {
      return;
    }
    lastEpoch = run.epoch();
    double rate = schedule.rate(run.epoch() - 1, run.learningRate());
    Ranges.checkPositive("rate of epoch %d, from 0".formatted(run.epoch() - 1), rate);
    run.setLearningRate(rate);
  }

  @Override
  public CallbackState state() {
    return CallbackState.of(ImmutableMap.of("epoch", (double) lastEpoch));
  }

  @Override
  public void restore(CallbackState state) {
    isResumed = true;
    lastEpoch = (int) state.number("epoch");
  }
}
