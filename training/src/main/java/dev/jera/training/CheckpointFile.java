package dev.jera.training;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.jera.training.callback.CallbackState;
import java.util.List;
import java.util.Map;

/**
 * What {@code checkpoint.json} holds.
 *
 * @param format the version of this layout
 * @param variables dtype and shape of every variable, by name
 * @param callbacks the callbacks' numbers; their arrays are in {@code callbacks.npz}
 */
record CheckpointFile(
    int format,
    long step,
    int epoch,
    long batch,
    long pass,
    long batchInPass,
    List<Map<String, Double>> history,
    Map<String, String> configuration,
    Map<String, Map<String, Double>> callbacks,
    Map<String, String> variables) {
  static final int FORMAT = 1;

  static CheckpointFile of(RunState state, Map<String, String> variables) {
    return new CheckpointFile(
        FORMAT,
        state.step(),
        state.epoch(),
        state.batch(),
        state.pass(),
        state.batchInPass(),
        state.history(),
        state.configuration(),
        ImmutableMap.copyOf(Maps.transformValues(state.callbacks(), CallbackState::numbers)),
        variables);
  }
}
