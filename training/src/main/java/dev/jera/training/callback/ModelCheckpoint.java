package dev.jera.training.callback;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Saves checkpoints that {@link dev.jera.training.Trainer#restore} reads: of the best epochs alone,
 * every few epochs, or every few steps.
 *
 * <p>Where they go is a pattern such as {@code runs/{epoch:02d}-{val_loss:.4f}}: {@code {epoch}},
 * from 1, {@code {step}}, and the name of any result, with 4 decimals where no format is given.
 * What has no placeholder is one directory, in which the newest checkpoint replaces the one before.
 * To go on after a stop, with data, history and callbacks, is for {@link
 * dev.jera.training.Checkpoints}.
 *
 * @see <a href="https://keras.io/api/callbacks/model_checkpoint/">Keras ModelCheckpoint</a>
 */
public final class ModelCheckpoint implements Callback {
  private final PathPattern pattern;
  private final Optional<Monitor> monitor;
  private final int everyEpochs;
  private final int everySteps;
  private boolean isResumed;
  private double best = Monitor.NONE;

  private ModelCheckpoint(
      PathPattern pattern, Optional<Monitor> monitor, int everyEpochs, int everySteps) {
    this.pattern = pattern;
    this.monitor = monitor;
    this.everyEpochs = everyEpochs;
    this.everySteps = everySteps;
  }

  /**
   * Saves after an epoch that is the best so far.
   *
   * @param pattern the directory to make
   * @param monitor the name of the result that is watched
   * @throws IllegalArgumentException if a placeholder of the pattern is malformed
   */
  public static ModelCheckpoint best(String pattern, String monitor) {
    return best(pattern, monitor, Mode.AUTO);
  }

  /** As {@link #best(String, String)}, where the name does not tell which way is better. */
  public static ModelCheckpoint best(String pattern, String monitor, Mode mode) {
    return new ModelCheckpoint(
        new PathPattern(pattern), Optional.of(new Monitor(monitor, mode, 0)), 1, 0);
  }

  /**
   * Saves after every few epochs.
   *
   * @param pattern the directory to make
   * @param epochs at least 1; 1 for every epoch
   * @throws IllegalArgumentException if a placeholder of the pattern is malformed
   */
  public static ModelCheckpoint everyEpochs(String pattern, int epochs) {
    checkArgument(epochs >= 1, "epochs: %s (expected: >= 1)", epochs);
    return new ModelCheckpoint(new PathPattern(pattern), Optional.empty(), epochs, 0);
  }

  /**
   * Saves after every few steps; results in the pattern are those of the epoch's batches so far.
   *
   * @param pattern the directory to make
   * @param steps at least 1; 1 for every step
   * @throws IllegalArgumentException if a placeholder of the pattern is malformed
   */
  public static ModelCheckpoint everySteps(String pattern, int steps) {
    checkArgument(steps >= 1, "steps: %s (expected: >= 1)", steps);
    return new ModelCheckpoint(new PathPattern(pattern), Optional.empty(), 0, steps);
  }

  @Override
  public void onTrainBegin(TrainingRun run) {
    if (!isResumed) {
      best = Monitor.NONE;
    }
    isResumed = false;
  }

  @Override
  public long stepsTogether(TrainingRun run) {
    return everySteps > 0 ? everySteps - run.step() % everySteps : Long.MAX_VALUE;
  }

  @Override
  public void onBatchEnd(TrainingRun run) {
    if (everySteps > 0 && run.step() % everySteps == 0) {
      save(run, run.running());
    }
  }

  @Override
  public void onEpochEnd(TrainingRun run, Map<String, Double> results) {
    if (everyEpochs > 0 && run.epoch() % everyEpochs == 0 && isWanted(results)) {
      save(run, results);
    }
  }

  private boolean isWanted(Map<String, Double> results) {
    if (monitor.isEmpty()) {
      return true;
    }
    double value = monitor.get().in(results);
    boolean isBetter = monitor.get().isBetter(value, best);
    if (isBetter) {
      best = value;
    }
    return isBetter;
  }

  private void save(TrainingRun run, Map<String, Double> results) {
    run.save(Path.of(pattern.fill(run.epoch(), run.step(), results)));
  }

  @Override
  public CallbackState state() {
    return monitor.isEmpty() ? CallbackState.NONE : CallbackState.of(ImmutableMap.of("best", best));
  }

  @Override
  public void restore(CallbackState state) {
    isResumed = true;
    best = state.number("best");
  }
}
