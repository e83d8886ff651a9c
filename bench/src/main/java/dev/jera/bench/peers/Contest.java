package dev.jera.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rounds in which every engine does every task in turn, all processes alive: a machine that gets
 * slower or faster for a while meets all alike. Who goes first changes every round.
 *
 * <p>Who cannot go on is left out from there, and the reason noted.
 */
final class Contest implements AutoCloseable {
  private static final int ANSWERED = 16;
  private static final double SAME_ANSWER = 1e-4;
  private final Path directory;
  private final Pace pace;
  private final double width;
  private final List<Task> tasks;
  private final List<Entrant> entrants = new ArrayList<>();
  private final Map<String, String> versions = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final Results results = new Results();

  /**
   * A contest that nobody takes part in yet.
   *
   * @param directory what the engines share
   * @param width the net's
   */
  Contest(Path directory, Pace pace, double width, List<Task> tasks) {
    this.directory = directory;
    this.pace = pace;
    this.width = width;
    this.tasks = tasks;
  }

  /** Starts all, and warms up those that answer as the first one does. */
  void start(List<Peer> peers) throws IOException {
    double[] expected = {};
    for (Peer peer : peers) {
      Entrant entrant = new Entrant(peer, EngineProcess.start(peer, directory, width));
      try {
        String backend = String.join(" ", entrant.process().ask("backend"));
        versions.put(peer.name(), "%s %s (%s)".formatted(peer.name(), peer.version(), backend));
        double[] answer = entrant.answer(ANSWERED);
        expected = expected.length == 0 ? answer : expected;
        checkSame(peer, expected, answer);
        entrants.add(entrant);
      } catch (EngineException e) {
        notes.add(e.getMessage());
        entrant.close();
      }
    }
    entrants.forEach(this::warm);
  }

  private void warm(Entrant entrant) {
    boolean learns = tried(() -> entrant.learn(pace));
    for (Task task : tasks) {
      if (learns || task.kind() == Task.Kind.PREDICT) {
        tried(() -> entrant.warm(task, pace));
      }
    }
  }

  /** What an engine may fail at. */
  @FunctionalInterface
  private interface Attempt {
    void run() throws EngineException;
  }

  private boolean tried(Attempt attempt) {
    try {
      attempt.run();
      return true;
    } catch (EngineException e) {
      notes.add(e.getMessage());
      return false;
    }
  }

  private static void checkSame(Peer peer, double[] expected, double[] answer)
      throws EngineException {
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs(answer[i] - expected[i]) <= SAME_ANSWER)) {
        throw new EngineException(
            "%s: probability %d is %s (expected: %s, from the same weights)"
                .formatted(peer.name(), i, answer[i], expected[i]));
      }
    }
  }

  /** Takes the rounds, and gives what the machine could have done in each. */
  Ceiling run(int rounds) throws IOException, EngineException {
    Ceiling ceiling = Ceiling.start(directory);
    try (ceiling) {
      for (int round = 0; round < rounds; round++) {
        ceiling.measure();
        for (Task task : tasks) {
          List<Entrant> order =
              entrants.stream()
                  .filter(entrant -> entrant.steps().containsKey(task))
                  .collect(Collectors.toCollection(ArrayList::new));
          Collections.rotate(order, -round);
          order.forEach(entrant -> turn(entrant, task));
        }
      }
    }
    return ceiling;
  }

  private void turn(Entrant entrant, Task task) {
    if (!tried(() -> results.add(entrant.peer().name(), entrant.turn(task)))) {
      entrant.steps().remove(task);
    }
  }

  /** The memory that each engine has resident now, in MB. */
  Map<String, Double> residentMegabytes() throws IOException {
    Map<String, Double> megabytes = new LinkedHashMap<>();
    for (Entrant entrant : entrants) {
      megabytes.put(entrant.peer().name(), entrant.process().residentMegabytes());
    }
    return megabytes;
  }

  Results results() {
    return results;
  }

  /** Who takes part, and what it is. */
  Map<String, String> versions() {
    return versions;
  }

  /** Who could not do what, and why. */
  List<String> notes() {
    return notes;
  }

  @Override
  public void close() {
    entrants.forEach(Entrant::close);
  }
}
