package dev.jera.bench.peers;

import dev.jera.bench.Machine;
import dev.jera.bench.Spread;
import dev.jera.bench.engine.Cnn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run found; also the JSON that it leaves behind.
 *
 * @param machine where it ran
 * @param rounds turns of each engine at each task
 * @param steps most steps of 64 images in a turn
 * @param flops multiplications and additions to answer for an image
 * @param trainingFlops the same to learn from one
 * @param ceiling FLOP a second of TensorFlow's product of large matrices, by its faster library
 * @param libraries the same by each of them
 * @param engines who took part
 * @param accelerated Jera by its accelerator on ONNX Runtime, where both took part
 * @param notes who could not do what, and why
 */
record PeersReport(
    Machine machine,
    int rounds,
    int steps,
    long flops,
    long trainingFlops,
    Spread ceiling,
    Map<String, Spread> libraries,
    List<Column> engines,
    List<Accelerated> accelerated,
    List<String> notes) {

  /**
   * An engine.
   *
   * @param version its and what computes below it
   * @param cells the tasks that it did in all rounds
   * @param coldStartSeconds from the start of its process to its first answer; null where it failed
   * @param residentMegabytes when all was done; NaN where the system does not tell
   */
  record Column(
      String engine,
      String version,
      List<Cell> cells,
      @Nullable Spread coldStartSeconds,
      double residentMegabytes) {}

  /**
   * A task that an engine did.
   *
   * @param byRaw by raw TensorFlow Java in the same round; null where that did not do it
   * @param ofCeiling the FLOP a second that the net asks for, by the ceiling in the same round
   * @param latency of the calls; null in training
   */
  record Cell(
      Task task,
      Spread imagesPerSecond,
      @Nullable Spread byRaw,
      Spread ofCeiling,
      @Nullable Latency latency) {}

  /**
   * What Jera's way costs on the same engine.
   *
   * @param ratio images a second, by those of ONNX Runtime alone in the same round
   */
  record Accelerated(Task task, Spread ratio) {}

  /** Milliseconds that half of the calls, and 99 in 100 of them, do not exceed. */
  record Latency(double p50, double p99) {}

  /** The tasks that somebody did, in their order. */
  List<Task> tasks() {
    return engines.stream()
        .flatMap(engine -> engine.cells().stream())
        .map(Cell::task)
        .distinct()
        .sorted(Comparator.comparing(Task::kind).thenComparing(Task::batch))
        .toList();
  }

  /** Puts together what was measured. */
  static PeersReport of(
      Machine machine,
      int rounds,
      Pace pace,
      List<Task> tasks,
      Ceiling ceiling,
      Contest contest,
      Map<String, Double> residentMegabytes,
      Map<String, List<Double>> coldStarts) {
    Cnn net = new Cnn(1);
    List<Column> columns = new ArrayList<>();
    for (Map.Entry<String, String> version : contest.versions().entrySet()) {
      String engine = version.getKey();
      List<Double> starts = coldStarts.getOrDefault(engine, List.of());
      columns.add(
          new Column(
              engine,
              version.getValue(),
              tasks.stream()
                  .filter(task -> contest.results().complete(engine, task, rounds))
                  .map(task -> cell(contest.results(), engine, task, rounds, net, ceiling))
                  .toList(),
              starts.isEmpty() ? null : Spread.of(starts.stream().mapToDouble(Double::doubleValue)),
              residentMegabytes.getOrDefault(engine, Double.NaN)));
    }
    return new PeersReport(
        machine,
        rounds,
        pace.steps(),
        net.flops(),
        net.trainingFlops(),
        ceiling.spread(),
        ceiling.libraries(),
        columns,
        tasks.stream()
            .filter(
                task ->
                    Stream.of(Peer.ACCELERATED, Peer.ONNX_RUNTIME)
                        .allMatch(name -> contest.results().complete(name, task, rounds)))
            .map(
                task ->
                    new Accelerated(
                        task, contest.results().ratio(Peer.ACCELERATED, Peer.ONNX_RUNTIME, task)))
            .toList(),
        contest.notes());
  }

  private static Cell cell(
      Results results, String engine, Task task, int rounds, Cnn net, Ceiling ceiling) {
    return new Cell(
        task,
        results.speed(engine, task),
        results.complete(Peer.RAW, task, rounds) ? results.ratio(engine, Peer.RAW, task) : null,
        results.ofCeiling(engine, task, net, ceiling),
        task.kind() == Task.Kind.TRAIN
            ? null
            : new Latency(
                results.quantile(engine, task, 0.50), results.quantile(engine, task, 0.99)));
  }
}
