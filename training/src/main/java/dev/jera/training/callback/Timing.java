package dev.jera.training.callback;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.tensorflow.ndarray.DoubleNdArray;
import org.tensorflow.ndarray.NdArrays;

/**
 * Takes the time of every epoch and of the run; to be read afterwards.
 *
 * <p>A run that goes on from a checkpoint has the times of the epochs before the stop, too.
 */
public final class Timing implements Callback {
  private static final double NANOS = 1e9;

  private final Ticker clock;
  private final List<EpochTime> epochs = new ArrayList<>();
  private boolean isResumed;
  private EpochTime before = EpochTime.NONE;
  private EpochTime current = EpochTime.NONE;
  private long began;
  private long batchesBefore;

  private Timing(Ticker clock) {
    this.clock = clock;
  }

  /** By the clock of the system. */
  public static Timing of() {
    return by(Ticker.systemTicker());
  }

  /** By another clock. */
  static Timing by(Ticker clock) {
    return new Timing(clock);
  }

  /** The epochs that are over, the first one first. */
  public List<EpochTime> epochs() {
    return ImmutableList.copyOf(epochs);
  }

  /** All epochs together, and the part of the one that did not end. */
  public EpochTime total() {
    return epochs.stream().reduce(current, EpochTime::plus);
  }

  @Override
  public void onTrainBegin(TrainingRun run) {
    if (!isResumed) {
      epochs.clear();
      current = EpochTime.NONE;
    }
    isResumed = false;
  }

  @Override
  public void onEpochBegin(TrainingRun run) {
    before = current;
    batchesBefore = run.batch();
    began = clock.read();
  }

  /** Only the sums of an epoch are seen. */
  @Override
  public long stepsTogether(TrainingRun run) {
    return Long.MAX_VALUE;
  }

  @Override
  public void onBatchEnd(TrainingRun run) {
    double seconds = secondsSinceBegin();
    long steps = run.batch() - batchesBefore;
    batchesBefore = run.batch();
    current =
        new EpochTime(
            before.seconds() + seconds,
            before.trainingSeconds() + seconds,
            current.steps() + steps,
            current.examples() + steps * run.batchSize());
  }

  @Override
  public void onEpochEnd(TrainingRun run, Map<String, Double> results) {
    epochs.add(
        new EpochTime(
            before.seconds() + secondsSinceBegin(),
            current.trainingSeconds(),
            current.steps(),
            current.examples()));
    current = EpochTime.NONE;
  }

  private double secondsSinceBegin() {
    return (clock.read() - began) / NANOS;
  }

  @Override
  public CallbackState state() {
    List<EpochTime> times = new ArrayList<>(epochs);
    times.add(current);
    return new CallbackState(
        ImmutableMap.of(),
        ImmutableMap.of(
            "seconds", column(times, EpochTime::seconds),
            "training_seconds", column(times, EpochTime::trainingSeconds),
            "steps", column(times, EpochTime::steps),
            "examples", column(times, EpochTime::examples)));
  }

  private static DoubleNdArray column(List<EpochTime> times, ToDoubleFunction<EpochTime> value) {
    return NdArrays.vectorOf(times.stream().mapToDouble(value).toArray());
  }

  @Override
  public void restore(CallbackState state) {
    isResumed = true;
    epochs.clear();
    DoubleNdArray seconds = (DoubleNdArray) state.array("seconds");
    DoubleNdArray training = (DoubleNdArray) state.array("training_seconds");
    DoubleNdArray steps = (DoubleNdArray) state.array("steps");
    DoubleNdArray examples = (DoubleNdArray) state.array("examples");
    for (long i = 0; i < seconds.size(); i++) {
      epochs.add(
          new EpochTime(
              seconds.getDouble(i),
              training.getDouble(i),
              (long) steps.getDouble(i),
              (long) examples.getDouble(i)));
    }
    current = epochs.remove(epochs.size() - 1);
  }
}
