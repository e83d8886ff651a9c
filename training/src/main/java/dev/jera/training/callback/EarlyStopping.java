package dev.jera.training.callback;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import dev.jera.model.Weights;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Stops the run when a result has ceased to get better.
 *
 * <p>The best weights, where they are to be restored, are kept on the heap and in checkpoints; they
 * are given back when the run ends, by whatever it ends. A run that goes on from a checkpoint after
 * it was stopped here stops at once, unless the patience is greater now.
 *
 * @see <a href="https://keras.io/api/callbacks/early_stopping/">Keras EarlyStopping</a>
 */
public final class EarlyStopping implements Callback {
  private final Settings settings;
  private boolean isResumed;
  private double best = Monitor.NONE;
  private int wait;
  private boolean isStopped;
  private Weights bestWeights = new Weights(ImmutableMap.of());

  @RecordBuilder
  record Settings(
      Monitor monitor,
      int patience,
      OptionalDouble baseline,
      boolean restoreBestWeights,
      int startFromEpoch)
      implements EarlyStoppingSettingsBuilder.With {
    Settings {
      checkArgument(patience >= 0, "patience: %s (expected: >= 0)", patience);
      checkArgument(startFromEpoch >= 0, "startFromEpoch: %s (expected: >= 0)", startFromEpoch);
    }
  }

  private EarlyStopping(Settings settings) {
    this.settings = settings;
  }

  /** Watches {@code val_loss}; Keras' defaults. */
  public static EarlyStopping of() {
    return of("val_loss");
  }

  /**
   * Keras' defaults: no patience, any change counts, the last weights stay.
   *
   * @param monitor the name of the result that is watched
   */
  public static EarlyStopping of(String monitor) {
    return new EarlyStopping(
        new Settings(new Monitor(monitor, Mode.AUTO, 0), 0, OptionalDouble.empty(), false, 0));
  }

  /**
   * Only a change by more than this counts.
   *
   * @param minDelta at least 0
   */
  public EarlyStopping withMinDelta(double minDelta) {
    Monitor monitor = settings.monitor();
    return new EarlyStopping(
        settings.withMonitor(new Monitor(monitor.name(), monitor.mode(), minDelta)));
  }

  /**
   * Stops after so many epochs without a better result.
   *
   * @param patience at least 0; 0 and 1 stop at the first epoch that is not better
   */
  public EarlyStopping withPatience(int patience) {
    return new EarlyStopping(settings.withPatience(patience));
  }

  /** Which way is better; {@link Mode#AUTO} where not given. */
  public EarlyStopping withMode(Mode mode) {
    Monitor monitor = settings.monitor();
    return new EarlyStopping(
        settings.withMonitor(new Monitor(monitor.name(), mode, monitor.minDelta())));
  }

  /** Only what is better than this resets the patience, too. */
  public EarlyStopping withBaseline(double baseline) {
    return new EarlyStopping(settings.withBaseline(OptionalDouble.of(baseline)));
  }

  /** Gives the weights of the best epoch back at the end. */
  public EarlyStopping restoringBestWeights() {
    return new EarlyStopping(settings.withRestoreBestWeights(true));
  }

  /**
   * Looks away from the first epochs.
   *
   * @param epochs how many, at least 0
   */
  public EarlyStopping withStartFromEpoch(int epochs) {
    return new EarlyStopping(settings.withStartFromEpoch(epochs));
  }

  @Override
  public void onTrainBegin(TrainingRun run) {
    if (!isResumed) {
      best = Monitor.NONE;
      wait = 0;
      isStopped = false;
      bestWeights = new Weights(ImmutableMap.of());
    }
    isResumed = false;
    isStopped = isStopped && wait >= settings.patience();
    if (isStopped) {
      stop(run);
    }
  }

  @Override
  public void onEpochEnd(TrainingRun run, Map<String, Double> results) {
    if (run.epoch() <= settings.startFromEpoch()) {
      return;
    }
    Monitor monitor = settings.monitor();
    double value = monitor.in(results);
    boolean isBetter = monitor.isBetter(value, best);
    if (settings.restoreBestWeights() && (isBetter || bestWeights.values().isEmpty())) {
      bestWeights = run.weights();
    }
    wait++;
    if (isBetter) {
      best = value;
      OptionalDouble baseline = settings.baseline();
      if (baseline.isEmpty() || monitor.isBetter(value, baseline.getAsDouble())) {
        wait = 0;
      }
    } else if (wait >= settings.patience() && run.epoch() > 1) {
      isStopped = true;
      stop(run);
    }
  }

  private void stop(TrainingRun run) {
    run.stop(
        "%s was not better than %s for %d epochs".formatted(settings.monitor().name(), best, wait));
  }

  @Override
  public void onTrainEnd(TrainingRun run) {
    if (!bestWeights.values().isEmpty()) {
      run.assign(bestWeights);
    }
  }

  @Override
  public CallbackState state() {
    return new CallbackState(
        ImmutableMap.of("best", best, "wait", (double) wait, "stopped", isStopped ? 1.0 : 0.0),
        bestWeights.values());
  }

  @Override
  public void restore(CallbackState state) {
    isResumed = true;
    best = state.number("best");
    wait = (int) state.number("wait");
    isStopped = state.number("stopped") != 0;
    bestWeights = new Weights(state.arrays());
  }
}
