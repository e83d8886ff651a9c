package dev.jera.training;

import com.google.common.collect.ImmutableMap;
import dev.jera.runtime.Repeats;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/**
 * Steps of training that one run of a session makes, one after the other. What TensorFlow does for
 * every run, whatever is in it, is done once for all of them.
 */
final class JoinedSteps {
  private final Sessions sessions;
  private final Repeats steps;
  private final List<Feeds> feeds;
  private final List<Operand<TFloat32>> losses;

  JoinedSteps(Sessions sessions, Repeats steps, Feeds feeds, Operand<TFloat32> loss) {
    this.sessions = sessions;
    this.steps = steps;
    this.feeds = IntStream.range(0, steps.times()).mapToObj(time -> feeds.in(steps, time)).toList();
    this.losses = IntStream.range(0, steps.times()).mapToObj(time -> steps.of(time, loss)).toList();
  }

  /**
   * Trains.
   *
   * @param batches one for each step
   * @return what each step gave, without outputs of layers
   */
  List<StepResult> train(List<Batch> batches) {
    Session.Runner runner = sessions.current().runner().addTarget(steps.last());
    losses.forEach(runner::fetch);
    for (int i = 0; i < batches.size(); i++) {
      feeds.get(i).feed(runner, batches.get(i));
    }
    List<StepResult> results = new ArrayList<>();
    try (Result result = runner.run()) {
      for (int i = 0; i < batches.size(); i++) {
        results.add(new StepResult(((TFloat32) result.get(i)).getFloat(), ImmutableMap.of()));
      }
    }
    return results;
  }
}
