package dev.jera.training;

import com.google.common.math.Quantiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many steps a run of a session should make, found by the times of steps that are trained
 * anyway: first of single ones, then, where those are short, of all numbers in turn, so that a
 * machine that gets slower or faster favours none.
 */
final class StepTimes {
  private static final Logger LOG = LoggerFactory.getLogger(StepTimes.class);

  private static final List<Integer> NUMBERS = List.of(1, 4, 16);

  /** What a run costs beside its steps is a tenth of a millisecond, which such a step hides. */
  private static final double LONG_STEP = Duration.ofMillis(2).toNanos();

  /** A copy of a step is made in 30 to 50 milliseconds, and saves about a fifth of the rest. */
  private static final double REST_FOR_A_COPY = Duration.ofMillis(250).toNanos();

  /** The first runs of each number make the graph ready. */
  private static final int UNTIMED_RUNS = 8;

  private static final int TIMED_RUNS = 16;
  private static final double FASTER = 0.95;

  private final String what;

  /** The numbers that are timed, and nanoseconds for a step in each of their runs. */
  private final Map<Integer, List<Double>> times = new LinkedHashMap<>();

  /** How many runs were of the number whose turn it was. */
  private int turns;

  private int chosen = 1;
  private double single;
  private boolean isDecided;

  /**
   * @param what whose steps they are, for the log
   */
  StepTimes(String what) {
    this.what = what;
    times.put(1, new ArrayList<>());
  }

  /** The best number so far. */
  int chosen() {
    return chosen;
  }

  /** How many steps to train in the next run, of those that are left. */
  int next(long stepsLeft) {
    if (isDecided) {
      return chosen;
    }
    if (times.size() == 1 && single > 0) {
      NUMBERS.stream()
          .filter(number -> number > 1 && stepsLeft * single > number * REST_FOR_A_COPY)
          .forEach(number -> times.put(number, new ArrayList<>()));
    }
    return turn();
  }

  private int turn() {
    return List.copyOf(times.keySet()).get(turns % times.size());
  }

  /** A run took so long. */
  void add(int steps, long nanos) {
    List<Double> timed = times.get(steps);
    if (isDecided || timed == null) {
      return;
    }
    timed.add((double) nanos / steps);
    turns += steps == turn() ? 1 : 0;
    int enough = UNTIMED_RUNS + TIMED_RUNS;
    if (times.size() == 1) {
      if (timed.size() == enough) {
        single = median(timed);
        timed.clear();
        if (single > LONG_STEP) {
          decide(single);
        }
      }
    } else if (times.values().stream().mapToInt(List::size).sum() >= enough * times.size()) {
      judge();
    }
  }

  /** A number that callbacks or the ends of passes left no room for has too few times. */
  private void judge() {
    times.values().removeIf(each -> each.size() <= UNTIMED_RUNS);
    List<Double> ofOne = times.get(1);
    single = ofOne == null ? single : median(ofOne);
    double best = FASTER * single;
    for (Map.Entry<Integer, List<Double>> each : times.entrySet()) {
      double time = median(each.getValue());
      if (time < best) {
        best = time;
        chosen = each.getKey();
      }
    }
    decide(chosen == 1 ? single : best);
  }

  private void decide(double time) {
    isDecided = true;
    LOG.info(
        "{}: {} a run of the session, {} a step (1 a run: {})",
        what,
        chosen == 1 ? "1 step" : chosen + " steps",
        micros(time),
        micros(single));
  }

  private static double median(List<Double> times) {
    return Quantiles.median().compute(times.subList(UNTIMED_RUNS, times.size()));
  }

  private static String micros(double nanos) {
    return String.format(Locale.ROOT, "%.0f us", nanos / 1_000);
  }
}
