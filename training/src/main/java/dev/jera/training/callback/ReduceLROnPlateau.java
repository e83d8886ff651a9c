package dev.jera.training.callback;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;

/**
 * Lowers the learning rate when a result has ceased to get better.
 *
 * <p>The learning rate of every epoch is in the History then.
 *
 * @see <a href="https://keras.io/api/callbacks/reduce_lr_on_plateau/">Keras ReduceLROnPlateau</a>
 */
public final class ReduceLROnPlateau implements Callback {
  private final Settings settings;
  private boolean isResumed;
  private double best = Monitor.NONE;
  private int wait;
  private int cooldownLeft;

  @RecordBuilder
  record Settings(
      Monitor monitor, double factor, int patience, int cooldown, double minLearningRate)
      implements ReduceLROnPlateauSettingsBuilder.With {
    Settings {
      checkArgument(factor > 0 && factor < 1, "factor: %s (expected: > 0 and < 1)", factor);
      checkArgument(patience >= 0, "patience: %s (expected: >= 0)", patience);
      checkArgument(cooldown >= 0, "cooldown: %s (expected: >= 0)", cooldown);
      checkArgument(
          minLearningRate >= 0 && Double.isFinite(minLearningRate),
          "minLearningRate: %s (expected: >= 0)",
          minLearningRate);
    }
  }

  private ReduceLROnPlateau(Settings settings) {
    this.settings = settings;
  }

  /** Watches {@code val_loss}; Keras' defaults. */
  public static ReduceLROnPlateau of() {
    return of("val_loss");
  }

  /**
   * Keras' defaults: a tenth of the rate after 10 epochs without a change by more than 1e-4.
   *
   * @param monitor the name of the result that is watched
   */
  public static ReduceLROnPlateau of(String monitor) {
    return new ReduceLROnPlateau(
        new Settings(new Monitor(monitor, Mode.AUTO, 1e-4), 0.1, 10, 0, 0));
  }

  /**
   * By what the rate is multiplied.
   *
   * @param factor above 0 and below 1
   */
  public ReduceLROnPlateau withFactor(double factor) {
    return new ReduceLROnPlateau(settings.withFactor(factor));
  }

  /**
   * Lowers the rate after so many epochs without a better result.
   *
   * @param patience at least 0; 0 and 1 lower it at the first epoch that is not better
   */
  public ReduceLROnPlateau withPatience(int patience) {
    return new ReduceLROnPlateau(settings.withPatience(patience));
  }

  /** Which way is better; {@link Mode#AUTO} where not given. */
  public ReduceLROnPlateau withMode(Mode mode) {
    Monitor monitor = settings.monitor();
    return new ReduceLROnPlateau(
        settings.withMonitor(new Monitor(monitor.name(), mode, monitor.minDelta())));
  }

  /**
   * Only a change by more than this counts.
   *
   * @param minDelta at least 0
   */
  public ReduceLROnPlateau withMinDelta(double minDelta) {
    Monitor monitor = settings.monitor();
    return new ReduceLROnPlateau(
        settings.withMonitor(new Monitor(monitor.name(), monitor.mode(), minDelta)));
  }

  /**
   * Does not count so many epochs after the rate was lowered.
   *
   * @param cooldown at least 0
   */
  public ReduceLROnPlateau withCooldown(int cooldown) {
    return new ReduceLROnPlateau(settings.withCooldown(cooldown));
  }

  /**
   * Goes no lower than this.
   *
   * @param rate at least 0
   */
  public ReduceLROnPlateau withMinLearningRate(double rate) {
    return new ReduceLROnPlateau(settings.withMinLearningRate(rate));
  }

  /**
   * Begins anew, unless the state of a checkpoint was taken up.
   *
   * @throws IllegalStateException if the optimizer's rate is a schedule
   */
  @Override
  public void onTrainBegin(TrainingRun run) {
    if (!isResumed) {
      best = Monitor.NONE;
      wait = 0;
      cooldownLeft = 0;
    }
    isResumed = false;
    // Finds a schedule out before the first epoch, and puts the rate into every row of the History.
    run.setLearningRate(run.learningRate());
  }

  @Override
  public void onEpochEnd(TrainingRun run, Map<String, Double> results) {
    double value = settings.monitor().in(results);
    if (cooldownLeft > 0) {
      cooldownLeft--;
      wait = 0;
    }
    if (settings.monitor().isBetter(value, best)) {
      best = value;
      wait = 0;
    } else if (cooldownLeft == 0) {
      wait++;
      if (wait >= settings.patience()) {
        reduce(run);
      }
    }
  }

  private void reduce(TrainingRun run) {
    double rate = run.learningRate();
    // The rate is a float32: compared with a double it could stay above the least for ever.
    if (rate > (float) settings.minLearningRate()) {
      run.setLearningRate(Math.max(rate * settings.factor(), settings.minLearningRate()));
      cooldownLeft = settings.cooldown();
      wait = 0;
    }
  }

  @Override
  public CallbackState state() {
    return CallbackState.of(
        ImmutableMap.of("best", best, "wait", (double) wait, "cooldown", (double) cooldownLeft));
  }

  @Override
  public void restore(CallbackState state) {
    isResumed = true;
    best = state.number("best");
    wait = (int) state.number("wait");
    cooldownLeft = (int) state.number("cooldown");
  }
}
