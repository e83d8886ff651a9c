package dev.jera.bench.peers;

import dev.jera.bench.Spread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What the machine could do, in FLOP a second: the faster of TensorFlow's two libraries at a
 * product of large matrices, all cores used. It is measured round by round, beside what it is the
 * ceiling of; each library has a process, as it is chosen once a process.
 */
final class Ceiling implements AutoCloseable {
  private static final int PRODUCTS = 5;

  private final List<EngineProcess> processes = new ArrayList<>();
  private final Map<String, List<Double>> measured;

  /**
   * What was measured.
   *
   * @param measured FLOP a second by library, as many of each
   */
  Ceiling(Map<String, List<Double>> measured) {
    this.measured = measured;
  }

  /** Starts the processes and warms them up. */
  static Ceiling start(Path directory) throws IOException, EngineException {
    Ceiling ceiling = new Ceiling(new LinkedHashMap<>());
    try {
      for (Peer library : Peer.GEMMS) {
        EngineProcess process = EngineProcess.start(library, directory, 1);
        ceiling.processes.add(process);
        best(process);
      }
      return ceiling;
    } catch (IOException | EngineException e) {
      ceiling.close();
      throw e;
    }
  }

  /** Measures a round's. */
  void measure() throws EngineException {
    for (int i = 0; i < processes.size(); i++) {
      measured
          .computeIfAbsent(Peer.GEMMS.get(i).name(), library -> new ArrayList<>())
          .add(best(processes.get(i)));
    }
  }

  private static double best(EngineProcess gemm) throws EngineException {
    return gemm.ask("gemm " + PRODUCTS).stream()
        .mapToDouble(nanos -> Gemm.FLOPS / Long.parseLong(nanos) * 1e9)
        .max()
        .orElseThrow();
  }

  /** The ceiling of a round, the first of which is 0. */
  double of(int round) {
    return measured.values().stream().mapToDouble(all -> all.get(round)).max().orElseThrow();
  }

  /** The rounds' ceilings. */
  Spread spread() {
    int rounds = measured.values().stream().mapToInt(List::size).min().orElse(0);
    return Spread.of(IntStream.range(0, rounds).mapToDouble(this::of));
  }

  /** What each library did, by its name. */
  Map<String, Spread> libraries() {
    Map<String, Spread> spreads = new LinkedHashMap<>();
    measured.forEach(
        (library, all) ->
            spreads.put(library, Spread.of(all.stream().mapToDouble(Double::doubleValue))));
    return spreads;
  }

  @Override
  public void close() {
    processes.forEach(EngineProcess::close);
    processes.clear();
  }
}
