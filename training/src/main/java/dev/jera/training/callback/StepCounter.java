package dev.jera.training.callback;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Ticker;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says how many steps a second are trained: {@code global_step/sec: 318.2}.
 *
 * @see <a
 *     href="https://www.tensorflow.org/api_docs/python/tf/estimator/StepCounterHook">StepCounterHook</a>
 */
public final class StepCounter implements Callback {
  private static final Logger LOG = LoggerFactory.getLogger(StepCounter.class);
  private static final double NANOS = 1e9;

  private final int everySteps;
  private final Consumer<String> sink;
  private final Ticker clock;
  private long lastStep;
  private long lastTime;

  private StepCounter(int everySteps, Consumer<String> sink, Ticker clock) {
    checkArgument(everySteps >= 1, "everySteps: %s (expected: >= 1)", everySteps);
    this.everySteps = everySteps;
    this.sink = sink;
    this.clock = clock;
  }

  /** TensorFlow's default: every 100 steps, to the log. */
  public static StepCounter of() {
    return new StepCounter(100, LOG::info, Ticker.systemTicker());
  }

  /**
   * Speaks every so many steps.
   *
   * @param steps at least 1
   */
  public StepCounter withEverySteps(int steps) {
    return new StepCounter(steps, sink, clock);
  }

  /** Speaks to this rather than to the log. */
  public StepCounter withSink(Consumer<String> sink) {
    return new StepCounter(everySteps, sink, clock);
  }

  /** By another clock. */
  StepCounter withClock(Ticker clock) {
    return new StepCounter(everySteps, sink, clock);
  }

  @Override
  public void onTrainBegin(TrainingRun run) {
    lastStep = run.step();
    lastTime = clock.read();
  }

  @Override
  public long stepsTogether(TrainingRun run) {
    return everySteps - run.step() % everySteps;
  }

  @Override
  public void onBatchEnd(TrainingRun run) {
    if (run.step() % everySteps == 0) {
      long now = clock.read();
      double perSecond = (run.step() - lastStep) / ((now - lastTime) / NANOS);
      lastStep = run.step();
      lastTime = now;
      sink.accept(String.format(Locale.ROOT, "global_step/sec: %.6g", perSecond));
    }
  }
}
