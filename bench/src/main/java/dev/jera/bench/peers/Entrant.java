package dev.jera.bench.peers;

import dev.jera.bench.engine.Cnn;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A peer whose process runs, and what it can do of what is asked, warm.
 *
 * @param steps of a turn, for each task that it does
 */
record Entrant(Peer peer, EngineProcess process, Map<Task, Long> steps) implements AutoCloseable {
  private static final Task LEARNING = Task.train(64);
  private static final int LEARNING_STEPS = 5;
  private static final double SUM_TOLERANCE = 1e-4;

  /** A peer that nothing is known of yet. */
  Entrant(Peer peer, EngineProcess process) {
    this(peer, process, new LinkedHashMap<>());
  }

  /**
   * What it answers about the first test images, before it has learnt.
   *
   * @throws EngineException if it cannot, or these are no probabilities
   */
  double[] answer(int images) throws EngineException {
    double[] answer =
        process.ask("answer " + images).stream().mapToDouble(Double::parseDouble).toArray();
    for (int row = 0; row < images; row++) {
      double sum = 0;
      for (int i = 0; i < Cnn.CLASSES; i++) {
        sum += answer[row * Cnn.CLASSES + i];
      }
      if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
        throw new EngineException(
            "%s: probabilities of image %d sum to %s (expected: 1)"
                .formatted(peer.name(), row, sum));
      }
    }
    return answer;
  }

  /**
   * Gives it examples to train on.
   *
   * @throws EngineException if it cannot train, or its loss on the same examples does not fall
   */
  void learn(Pace pace) throws EngineException {
    process.ask("hold " + pace.images());
    double before = Turn.of(process, LEARNING, LEARNING_STEPS).loss();
    double after = Turn.of(process, LEARNING, LEARNING_STEPS).loss();
    if (!(after < before)) {
      throw new EngineException(
          "%s: loss %s, then %s (expected: less)".formatted(peer.name(), before, after));
    }
  }

  /** Warms it up for a task; from then on {@link #turn} does it. */
  void warm(Task task, Pace pace) throws EngineException {
    steps.put(task, pace.steps(pace.warm(process, task)));
  }

  /** Does a task once more; a first call, slow after others had the cores, does not count. */
  Turn turn(Task task) throws EngineException {
    if (task.kind() == Task.Kind.PREDICT) {
      Turn.of(process, task, 1);
    }
    return Turn.of(process, task, steps.getOrDefault(task, 1L));
  }

  @Override
  public void close() {
    process.close();
  }
}
