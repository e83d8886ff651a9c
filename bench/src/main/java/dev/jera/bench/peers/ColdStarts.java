package dev.jera.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long an engine takes from the start of its process to its first answer, one image's. */
final class ColdStarts {
  private ColdStarts() {}

  /** Seconds, a start a round each in turn; an engine that fails is left out. */
  static Map<String, List<Double>> measure(List<Peer> peers, Path directory, int rounds)
      throws IOException {
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    List<Peer> order = new ArrayList<>(peers);
    for (int round = 0; round < rounds; round++) {
      for (Peer peer : order) {
        long start = System.nanoTime();
        try (EngineProcess process = EngineProcess.start(peer, directory, 1)) {
          process.ask("answer 1");
          seconds
              .computeIfAbsent(peer.name(), name -> new ArrayList<>())
              .add((System.nanoTime() - start) / 1e9);
        } catch (EngineException e) {
          // The contest has noted why it does not run.
        }
      }
      Collections.rotate(order, -1);
    }
    return seconds;
  }
}
