package dev.jera.bench.peers;

import dev.jera.bench.Machine;
import dev.jera.bench.Spread;
import dev.jera.bench.peers.GrowthReport.Memory;
import dev.jera.bench.peers.GrowthReport.Speed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How cost grows: with the batch, the net's width, the cores, and the examples that are trained on.
 * What is compared is in one {@link Contest}: all engines on all numbers of cores.
 */
final class Growth {
  /** What is asked at all widths. */
  static final Task TRAINING = Task.train(64);

  /** The same. */
  static final Task INFERENCE = Task.predict(256);

  private static final List<Integer> CORES = List.of(1, 2);
  private static final int LEAST_SEEN = 10_000;

  private final Path directory;
  private final Pace pace;
  private final int rounds;
  private final List<Integer> cores;
  private final List<Speed> speeds = new ArrayList<>();
  private final List<Memory> memories = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  Growth(Path directory, Pace pace, int rounds) {
    this.directory = directory;
    this.pace = pace;
    this.rounds = rounds;
    int available = Runtime.getRuntime().availableProcessors();
    this.cores = CORES.stream().filter(count -> count <= available).toList();
  }

  /** Measures Jera and raw TensorFlow Java at a width. */
  void speeds(double width, List<Task> tasks) throws IOException, EngineException {
    List<Peer> peers =
        cores.stream()
            .flatMap(count -> Peer.basic().stream().map(peer -> peer.onCores(count)))
            .toList();
    Contest contest = new Contest(directory, pace, width, tasks);
    try (contest) {
      contest.start(peers);
      contest.run(rounds);
    }
    for (Task task : tasks) {
      for (int count : cores) {
        for (Peer peer : Peer.basic()) {
          speed(contest.results(), peer, width, count, task);
        }
      }
    }
    contest.notes().forEach(note -> notes.add("width %s: %s".formatted(width, note)));
  }

  private void speed(Results results, Peer peer, double width, int count, Task task) {
    String own = peer.onCores(count).name();
    String raw = Peer.basic().get(0).onCores(count).name();
    String alone = peer.onCores(1).name();
    if (Stream.of(own, raw, alone).allMatch(name -> results.complete(name, task, rounds))) {
      @Nullable Spread byOneCore = count == 1 ? null : results.ratio(own, alone, task);
      speeds.add(
          new Speed(
              peer.name(),
              width,
              count,
              task,
              results.speed(own, task),
              results.ratio(own, raw, task),
              byOneCore));
    }
  }

  /**
   * Measures what processes take that train on so many examples, all of them once and at least
   * 10,000: what does not come from the data is there with the least, too.
   */
  void memory(int examples) throws IOException {
    List<Peer> peers = new ArrayList<>(Peer.basic());
    peers.add(Peer.streaming());
    for (Peer peer : peers) {
      try (EngineProcess process = EngineProcess.start(peer, directory, 1)) {
        process.ask("hold " + examples);
        for (int seen = 0; seen < LEAST_SEEN; seen += examples) {
          Turn.of(process, TRAINING, examples / TRAINING.batch());
        }
        memories.add(new Memory(peer.name(), examples, process.peakResidentMegabytes()));
      } catch (EngineException e) {
        notes.add("%d examples: %s".formatted(examples, e.getMessage()));
      }
    }
  }

  /** What was measured. */
  GrowthReport report(Machine machine) {
    return new GrowthReport(machine, rounds, pace.steps(), speeds, memories, notes);
  }
}
