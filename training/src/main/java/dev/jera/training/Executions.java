package dev.jera.training;

import com.google.common.base.Ticker;
import dev.jera.runtime.Device;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs of a session that train, of one step or of several: any number gives the same bits, so
 * that the clock may choose it.
 */
final class Executions {
  private static final Logger LOG = LoggerFactory.getLogger(Executions.class);

  private final String model;
  private final Compilation compilation;
  private final TrainingGraph graph;
  private final Ticker clock;
  private final TreeMap<Integer, JoinedSteps> joined = new TreeMap<>();
  private final Map<Integer, StepTimes> times = new HashMap<>();
  private boolean isJoinable;
  private int chosen = 1;

  /**
   * @param model the model's name
   * @param clock by which runs are timed
   */
  Executions(String model, Compilation compilation, TrainingGraph graph, Ticker clock) {
    this.model = model;
    this.compilation = compilation;
    this.graph = graph;
    this.clock = clock;
    // With accumulation a step and the next one are not the same ops.
    isJoinable = compilation.optimizer().accumulation() == 1;
  }

  /** How many steps a run makes where nothing is in the way; 1 before the first. */
  int chosen() {
    return chosen;
  }

  /**
   * How many steps the next run should make.
   *
   * @param batchSize of how many examples each is
   * @param stepsLeft about how many are left to train
   * @param most how many there may be, at least 1
   */
  int wanted(int batchSize, long stepsLeft, long most) {
    if (!isJoinable) {
      return 1;
    }
    OptionalInt asked = compilation.stepsPerExecution();
    int wanted = asked.isPresent() ? asked.getAsInt() : timesOf(batchSize).next(stepsLeft);
    if (wanted > most) {
      return possible((int) most);
    }
    if (wanted > 1 && !joined.containsKey(wanted)) {
      join(wanted);
    }
    return possible(wanted);
  }

  /** The largest number of steps, at most so many, that a run can make. */
  int possible(int most) {
    Integer floor = joined.floorKey(most);
    return floor == null ? 1 : floor;
  }

  private void join(int steps) {
    Optional<JoinedSteps> made =
        Device.hasGpu(compilation.session()) ? Optional.empty() : graph.join(steps);
    made.ifPresent(value -> joined.put(steps, value));
    if (made.isEmpty()) {
      isJoinable = false;
      LOG.info("Model '{}': 1 step a run of the session, because of a GPU or an op", model);
    }
  }

  private StepTimes timesOf(int batchSize) {
    return times.computeIfAbsent(
        batchSize, size -> new StepTimes("Model '%s', batches of %s".formatted(model, size)));
  }

  /**
   * Trains in one run.
   *
   * @param batches one, or as many whole ones as {@link #possible} said
   * @param batchSize of how many examples a whole one is
   * @param stepsBefore the number of steps before them
   * @param layers of which layers the outputs are wanted, too; none where there are several batches
   * @return what each step gave
   */
  List<StepResult> train(List<Batch> batches, int batchSize, long stepsBefore, Set<String> layers) {
    graph.useCoresFor(batchSize);
    long begin = clock.read();
    JoinedSteps several = joined.get(batches.size());
    List<StepResult> results =
        several == null
            ? List.of(graph.train(batches.get(0), stepsBefore, layers))
            : several.train(batches);
    if (!isJoinable) {
      chosen = 1;
    } else if (compilation.stepsPerExecution().isPresent()) {
      chosen = compilation.stepsPerExecution().getAsInt();
    } else if (batches.get(0).size() == batchSize && layers.isEmpty()) {
      StepTimes taken = timesOf(batchSize);
      taken.add(batches.size(), clock.read() - begin);
      chosen = taken.chosen();
    }
    return results;
  }
}
