package dev.jera.training.callback;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Says every few steps what the loss is and what layers give: {@code loss = 2.31, step = 50 (0.512
 * sec)}, then {@code probabilities = [[0.1 0.9]]}.
 *
 * <p>The seconds are those since it last spoke, or since the run began. The arrays are shortened as
 * NumPy prints them.
 *
 * @see <a
 *     href="https://www.tensorflow.org/api_docs/python/tf/estimator/LoggingTensorHook">LoggingTensorHook</a>
 */
public final class LogTensors implements Callback {
  private static final Logger LOG = LoggerFactory.getLogger(LogTensors.class);
  private static final double NANOS = 1e9;

  private final ImmutableMap<String, String> layers;
  private final int everySteps;
  private final Consumer<String> sink;
  private final Ticker clock;
  private long lastTime;

  private LogTensors(
      ImmutableMap<String, String> layers, int everySteps, Consumer<String> sink, Ticker clock) {
    checkArgument(everySteps >= 1, "everySteps: %s (expected: >= 1)", everySteps);
    this.layers = layers;
    this.everySteps = everySteps;
    this.sink = sink;
    this.clock = clock;
  }

  /**
   * Every 50 steps, to the log.
   *
   * @param layers names of layers; with none the loss alone is told
   */
  public static LogTensors of(List<String> layers) {
    return of(Maps.toMap(layers, layer -> layer));
  }

  /**
   * Every 50 steps, to the log.
   *
   * @param layers names of layers, by the labels under which they are told
   */
  public static LogTensors of(Map<String, String> layers) {
    return new LogTensors(ImmutableMap.copyOf(layers), 50, LOG::info, Ticker.systemTicker());
  }

  /**
   * Speaks every so many steps.
   *
   * @param steps at least 1
   */
  public LogTensors withEverySteps(int steps) {
    return new LogTensors(layers, steps, sink, clock);
  }

  /** Speaks to this rather than to the log. */
  public LogTensors withSink(Consumer<String> sink) {
    return new LogTensors(layers, everySteps, sink, clock);
  }

  /** By another clock. */
  LogTensors withClock(Ticker clock) {
    return new LogTensors(layers, everySteps, sink, clock);
  }

  @Override
  public void onTrainBegin(TrainingRun run) {
    lastTime = clock.read();
  }

  /** What is fetched is fetched of a step by itself. */
  @Override
  public long stepsTogether(TrainingRun run) {
    long left = everySteps - run.step() % everySteps;
    return layers.isEmpty() || left == 1 ? left : left - 1;
  }

  @Override
  public Set<String> fetches(TrainingRun run) {
    return (run.step() + 1) % everySteps == 0
        ? ImmutableSet.copyOf(layers.values())
        : ImmutableSet.of();
  }

  @Override
  public void onBatchEnd(TrainingRun run) {
    if (run.step() % everySteps != 0) {
      return;
    }
    long now = clock.read();
    double seconds = (now - lastTime) / NANOS;
    lastTime = now;
    sink.accept(
        String.format(
            Locale.ROOT,
            "loss = %s, step = %d (%.3f sec)",
            Float.toString(run.loss()),
            run.step(),
            seconds));
    if (!layers.isEmpty()) {
      sink.accept(
          layers.entrySet().stream()
              .map(layer -> layer.getKey() + " = " + text(run, layer.getValue()))
              .collect(Collectors.joining(", ")));
    }
  }

  private static String text(TrainingRun run, String layer) {
    return ArrayText.of((FloatNdArray) run.fetched(layer));
  }
}
