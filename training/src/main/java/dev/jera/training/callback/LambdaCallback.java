package dev.jera.training.callback;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A callback of functions: {@code LambdaCallback.onEpochEnd((run, results) -> ...)}, and further
 * moments by {@code withBatchEnd(run -> ...)} and the like.
 *
 * @param trainBegin called before the first epoch
 * @param epochBegin called before the first batch of an epoch
 * @param batchEnd called after a batch
 * @param epochEnd called after an epoch, with its row of the History
 * @param trainEnd called when the run is over
 * @see <a href="https://keras.io/api/callbacks/lambda_callback/">Keras LambdaCallback</a>
 */
@RecordBuilder
public record LambdaCallback(
    Consumer<TrainingRun> trainBegin,
    Consumer<TrainingRun> epochBegin,
    Consumer<TrainingRun> batchEnd,
    BiConsumer<TrainingRun, Map<String, Double>> epochEnd,
    Consumer<TrainingRun> trainEnd)
    implements Callback, LambdaCallbackBuilder.With {
  private static final LambdaCallback NOTHING =
      new LambdaCallback(run -> {}, run -> {}, run -> {}, (run, results) -> {}, run -> {});

  /** Calls before the first epoch. */
  public static LambdaCallback onTrainBegin(Consumer<TrainingRun> action) {
    return NOTHING.withTrainBegin(action);
  }

  /** Calls before the first batch of an epoch. */
  public static LambdaCallback onEpochBegin(Consumer<TrainingRun> action) {
    return NOTHING.withEpochBegin(action);
  }

  /** Calls after a batch. */
  public static LambdaCallback onBatchEnd(Consumer<TrainingRun> action) {
    return NOTHING.withBatchEnd(action);
  }

  /** Calls after an epoch, with its row of the History. */
  public static LambdaCallback onEpochEnd(BiConsumer<TrainingRun, Map<String, Double>> action) {
    return NOTHING.withEpochEnd(action);
  }

  /** Calls when the run is over. */
  public static LambdaCallback onTrainEnd(Consumer<TrainingRun> action) {
    return NOTHING.withTrainEnd(action);
  }

  @Override
  public void onTrainBegin(TrainingRun run) {
    trainBegin.accept(run);
  }

  @Override
  public void onEpochBegin(TrainingRun run) {
    epochBegin.accept(run);
  }

  @Override
  public long stepsTogether(TrainingRun run) {
    return batchEnd == NOTHING.batchEnd ? Long.MAX_VALUE : 1;
  }

  @Override
  public void onBatchEnd(TrainingRun run) {
    batchEnd.accept(run);
  }

  @Override
  public void onEpochEnd(TrainingRun run, Map<String, Double> results) {
    epochEnd.accept(run, results);
  }

  @Override
  public void onTrainEnd(TrainingRun run) {
    trainEnd.accept(run);
  }
}
