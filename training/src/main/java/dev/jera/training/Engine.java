package dev.jera.training;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableMap;
import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.BatchedDataset;
import dev.jera.datasets.Dataset;
import dev.jera.model.Model;
import dev.jera.runtime.CheckpointException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A compiled model with what feeds it.
 *
 * @param model what is trained
 * @param compilation how
 * @param graph where it lives
 * @param binding which data goes where
 * @param executions how many steps are made at once
 */
record Engine(
    Model model,
    Compilation compilation,
    TrainingGraph graph,
    Binding binding,
    Executions executions)
    implements AutoCloseable {

  static Engine compile(Model model, Compilation compilation) {
    return compile(model, compilation, Ticker.systemTicker());
  }

  /** With another clock for the choice of how many steps are made at once. */
  static Engine compile(Model model, Compilation compilation, Ticker clock) {
    TrainingGraph graph = TrainingGraph.build(model, compilation);
    return new Engine(
        model,
        compilation,
        graph,
        new Binding(model, graph.targets()),
        new Executions(model.name(), compilation, graph, clock));
  }

  /** Opens a pass over data that {@link Binding#check} has seen. */
  BatchReader read(BatchedDataset data, boolean checked, long pass, long skipped) {
    return new BatchReader(binding, data, checked, pass, skipped);
  }

  /** Measures the loss and the metrics on one pass over data that was checked. */
  Map<String, Double> measure(BatchedDataset data) {
    graph.useCoresFor(data.batchSize());
    try (BatchReader batches = read(data, isChecked(data.examples()), 0, 0)) {
      return graph.measure(batches);
    }
  }

  /** Whether {@link Binding#check} looks at every label. */
  static boolean isChecked(Dataset data) {
    return data instanceof ArrayDataset;
  }

  /**
   * Saves a checkpoint.
   *
   * @throws CheckpointException if it cannot be written
   */
  void save(Path checkpoint, RunState state) {
    new CheckpointDirectory(checkpoint)
        .write(state, graph.values().describe(), graph.values()::save);
  }

  /**
   * Goes back to a checkpoint, or to the newest whole one of a directory.
   *
   * @return where the run was
   * @throws CheckpointException if there is none, or it is damaged or another model's
   */
  RunState restore(Path path) {
    CheckpointDirectory directory = CheckpointDirectory.find(path);
    RunState state = directory.read(graph.values().describe());
    checkSame(directory.path(), "seed", state.configuration());
    graph.values().restore(directory.variables());
    return state;
  }

  /**
   * What must not change when a run goes on, whatever it is fitted to. The towers may: another
   * machine has another number of cores.
   */
  ImmutableMap<String, String> configuration() {
    return ImmutableMap.of(
        "seed", Long.toString(compilation.seed()),
        "optimizer", RunSettings.describe(compilation.optimizer()),
        "objectives", RunSettings.describe(compilation.objectives()),
        "rewriting", compilation.rewriting().passes().toString(),
        "dtypePolicy", compilation.dtypePolicy().toString());
  }

  private void checkSame(Path checkpoint, String name, Map<String, String> saved) {
    String now = String.valueOf(configuration().get(name));
    String then = saved.getOrDefault(name, now);
    if (!now.equals(then)) {
      throw new CheckpointException(
          "Checkpoint %s: %s %s, this trainer's is %s (expected: the same)"
              .formatted(checkpoint, name, then, now),
          null);
    }
  }

  @Override
  public void close() {
    graph.close();
  }
}
