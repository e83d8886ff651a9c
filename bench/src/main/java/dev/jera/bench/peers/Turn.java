package dev.jera.bench.peers;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * What an engine did of a task in one go.
 *
 * @param nanos of each call; of all steps together where it trained
 * @param steps steps or calls
 * @param loss the mean loss; NaN where it did not train
 */
record Turn(Task task, List<Long> nanos, long steps, double loss) {

  /** Has an engine do it. */
  static Turn of(EngineProcess engine, Task task, long steps) throws EngineException {
    List<String> words = engine.ask(task.command(steps));
    boolean training = task.kind() == Task.Kind.TRAIN;
    List<String> times = training ? words.subList(0, 1) : words;
    double loss = training ? Double.parseDouble(words.get(1)) : Double.NaN;
    return new Turn(
        task,
        times.stream().map(Long::valueOf).collect(ImmutableList.toImmutableList()),
        steps,
        loss);
  }

  double seconds() {
    return nanos.stream().mapToLong(Long::longValue).sum() / 1e9;
  }

  double imagesPerSecond() {
    return steps * task.batch() / seconds();
  }
}
