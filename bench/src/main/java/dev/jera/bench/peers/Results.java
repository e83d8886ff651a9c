package dev.jera.bench.peers;

import dev.jera.bench.Spread;
import dev.jera.bench.engine.Cnn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What was measured, by engine and task, a turn a round. */
final class Results {
  private final Map<String, Map<Task, List<Turn>>> turns = new LinkedHashMap<>();

  void add(String engine, Turn turn) {
    turns
        .computeIfAbsent(engine, name -> new LinkedHashMap<>())
        .computeIfAbsent(turn.task(), task -> new ArrayList<>())
        .add(turn);
  }

  private List<Turn> of(String engine, Task task) {
    return turns.getOrDefault(engine, Map.of()).getOrDefault(task, List.of());
  }

  /** Whether the engine did the task in all rounds. */
  boolean complete(String engine, Task task, int rounds) {
    return of(engine, task).size() == rounds;
  }

  /** Images a second. */
  Spread speed(String engine, Task task) {
    return Spread.of(of(engine, task).stream().mapToDouble(Turn::imagesPerSecond));
  }

  /** How many times as fast as another engine in the same round. */
  Spread ratio(String engine, String other, Task task) {
    List<Turn> own = of(engine, task);
    List<Turn> others = of(other, task);
    return Spread.of(
        IntStream.range(0, Math.min(own.size(), others.size()))
            .mapToDouble(i -> own.get(i).imagesPerSecond() / others.get(i).imagesPerSecond()));
  }

  /** The FLOP a second that the net asks for, by what the machine could do in the same round. */
  Spread ofCeiling(String engine, Task task, Cnn net, Ceiling ceiling) {
    List<Turn> turns = of(engine, task);
    return Spread.of(
        IntStream.range(0, turns.size())
            .mapToDouble(i -> turns.get(i).imagesPerSecond() * task.flops(net) / ceiling.of(i)));
  }

  /**
   * Milliseconds of a call.
   *
   * @param share how many of the calls took no longer, 0 to 1
   */
  double quantile(String engine, Task task, double share) {
    double[] sorted =
        of(engine, task).stream()
            .flatMap(turn -> turn.nanos().stream())
            .mapToDouble(nanos -> nanos / 1e6)
            .sorted()
            .toArray();
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }
}
