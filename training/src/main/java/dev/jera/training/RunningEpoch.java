package dev.jera.training;

import dev.jera.training.callback.Epoch;
import java.nio.file.Path;
import java.util.Map;

/** The epoch that a TrainingGraph is at. */
record RunningEpoch(TrainingGraph graph, int number, int count, int batches) implements Epoch {

  @Override
  public Map<String, Double> running() {
    return graph.trainMeans();
  }

  @Override
  public void save(Path prefix) {
    graph.save(prefix);
  }
}
