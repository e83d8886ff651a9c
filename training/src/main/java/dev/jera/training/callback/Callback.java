package dev.jera.training.callback;

import java.util.Map;

/**
 * Watches a training run. What a callback throws ends the run and reaches the caller of fit.
 *
 * <p>All calls come from the thread that runs fit.
 */
public interface Callback {

  /** Before the first batch of an epoch. */
  default void onEpochBegin(Epoch epoch) {}

  /**
   * After a batch.
   *
   * @param batch its number in the epoch, from 1
   */
  default void onBatchEnd(Epoch epoch, int batch) {}

  /**
   * After the last batch of an epoch and its validation.
   *
   * @param results the row of the History: loss, metrics, and the same with {@code val_}
   */
  default void onEpochEnd(Epoch epoch, Map<String, Double> results) {}

  /** After the last epoch, or when the run ends early because something was thrown. */
  default void onTrainEnd() {}
}
