package dev.jera.training.callback;

import com.google.common.collect.ImmutableSet;
import java.util.Map;
import java.util.Set;

/**
 * Watches a training run, and may stop it or change its learning rate.
 *
 * <p>All calls come from the thread that runs fit, callback by callback in the order of the list.
 * What a callback throws ends the run: the others are still called, where there are checkpoints the
 * state is saved, then every callback's {@link #onTrainEnd} is called, then fit throws a {@link
 * CallbackException} that names the callback. Where no step was made yet nothing is saved.
 *
 * <p>What {@link #onTrainBegin} throws ends the run before it began: those that come later in the
 * list are not called at all; that one and those before it get their {@link #onTrainEnd}.
 *
 * <p>A run that goes on from a checkpoint begins with {@link #restore}, {@link #onTrainBegin}, and,
 * in the middle of an epoch, {@link #onEpochBegin} for its rest.
 */
public interface Callback {
  /** Before the first epoch. */
  default void onTrainBegin(TrainingRun run) {}

  /** Before the first batch of an epoch. */
  default void onEpochBegin(TrainingRun run) {}

  /**
   * Before a batch: the layers of which the outputs are wanted with it.
   *
   * @return names of layers, for {@link TrainingRun#fetched}
   */
  default Set<String> fetches(TrainingRun run) {
    return ImmutableSet.of();
  }

  /**
   * Before a batch: how many steps may be trained before {@link #onBatchEnd} is called, after the
   * last of them. Of a small model several steps are made in one run of TensorFlow, which is faster
   * and gives the same bits; nobody is asked for {@link #fetches} of them.
   *
   * @return 1 for a callback that watches every batch: by default for those that have their own
   *     {@code onBatchEnd} or {@code fetches}; {@link Long#MAX_VALUE} for one that watches none
   */
  default long stepsTogether(TrainingRun run) {
    return BatchWatching.isIn(getClass()) ? 1 : Long.MAX_VALUE;
  }

  /** After a batch, or the last of several that {@link #stepsTogether} allowed. */
  default void onBatchEnd(TrainingRun run) {}

  /**
   * After a batch whose loss is NaN or infinite, or an epoch after which a weight is.
   *
   * @return whether the run shall end as if it had been stopped, rather than by an exception
   */
  default boolean onNonFinite(TrainingRun run) {
    return false;
  }

  /**
   * After the last batch of an epoch and its validation.
   *
   * @param results the row of the History: loss, metrics, and the same with {@code val_}
   */
  default void onEpochEnd(TrainingRun run, Map<String, Double> results) {}

  /**
   * After the last epoch, and when the run ends early, by whatever; only where {@link
   * #onTrainBegin} was called, be it that it threw.
   */
  default void onTrainEnd(TrainingRun run) {}

  /** What a checkpoint keeps of this callback, so that a resumed run goes on exactly. */
  default CallbackState state() {
    return CallbackState.NONE;
  }

  /** Takes up the state that a checkpoint kept. */
  default void restore(CallbackState state) {}
}
