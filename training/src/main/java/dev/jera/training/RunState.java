package dev.jera.training;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.jera.training.callback.CallbackState;
import java.util.List;
import java.util.Map;

/**
 * Where a run is, beside the values of its variables.
 *
 * @param step training steps so far
 * @param epoch the epoch that is trained, from 1
 * @param batch how many of its batches are done
 * @param pass the number of the pass over the data
 * @param batchInPass how many of the pass' batches are done
 * @param history the rows of the epochs that are over
 * @param configuration what must be the same for a run to go on, by name
 * @param callbacks the states of the callbacks, by their place and class
 */
record RunState(
    long step,
    int epoch,
    long batch,
    long pass,
    long batchInPass,
    List<Map<String, Double>> history,
    Map<String, String> configuration,
    Map<String, CallbackState> callbacks) {
  RunState {
    history = ImmutableList.copyOf(history);
    configuration = ImmutableMap.copyOf(configuration);
    callbacks = ImmutableMap.copyOf(callbacks);
  }

  /** Where a trainer is while it is not fitted. */
  static RunState between(Engine engine) {
    long epochs = engine.graph().epochs();
    return new RunState(
        engine.graph().steps(),
        Math.toIntExact(epochs) + 1,
        0,
        epochs,
        0,
        ImmutableList.of(),
        engine.configuration(),
        ImmutableMap.of());
  }

  /** Whether another state is of the same moment. */
  boolean isAt(RunState other) {
    return step == other.step && epoch == other.epoch && batch == other.batch;
  }
}
