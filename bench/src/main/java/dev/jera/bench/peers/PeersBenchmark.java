package dev.jera.bench.peers;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;
import dev.jera.bench.Machine;
import dev.jera.runtime.NativeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How fast Jera and its peers on the JVM train tutorial 1's net and answer by it: the same net,
 * first weights, examples, batches and clock. Each has a process of its own, as their class paths
 * clash.
 *
 * <p>From the root of the project, on a machine that does nothing else (25 minutes; 1 GB of peers
 * is downloaded the first time):
 *
 * <pre>mvn -B -ntp -q -Pbench-peers verify -pl bench -am -DskipTests</pre>
 *
 * <p>With {@code -Dbench.rounds=1 -Dbench.steps=20} it takes less than four minutes. {@code
 * -Dbench.engines="TensorFlow Java,Jera"} names those that take part, {@code -Dbench.tasks="train
 * 64,predict 256"} what they do. Beside the table on standard output it leaves peers.json and
 * peers.md, the table with medians alone, in bench/target, and the engines' logs in
 * bench/target/peers.
 *
 * <p>Before an engine counts, it answers the first test images as the first one does, which is raw
 * TensorFlow Java where that takes part, to 1e-4, and its loss falls.
 */
public final class PeersBenchmark {
  private PeersBenchmark() {}

  /**
   * Measures, prints the table and writes the JSON.
   *
   * @param args the directory of the peers' modules, the name of what is left behind, rounds, steps
   *     of a turn, engines and tasks, parted by commas, or {@code all}
   */
  public static void main(String[] args) throws IOException, EngineException {
    checkArgument(
        args.length == 6,
        "%s arguments (expected: modules, name, rounds, steps, engines, tasks)",
        args.length);
    Path modules = Path.of(args[0]);
    Path target = modules.resolve("target");
    Path directory = target.resolve(args[1]);
    int rounds = Integer.parseInt(args[2]);
    Pace pace = new Pace(Integer.parseInt(args[3]));
    List<Peer> peers = Peer.named(modules, words(args[4]));
    List<Task> tasks = words(args[5]).stream().map(Task::parse).toList();
    PeersReport report =
        measure(peers, tasks.isEmpty() ? Task.ALL : tasks, directory, pace, rounds);
    System.out.println(Markdown.full(report));
    Files.writeString(target.resolve(args[1] + ".md"), Markdown.brief(report));
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(target.resolve(args[1] + ".json").toFile(), report);
  }

  private static List<String> words(String list) {
    return list.equals("all")
        ? List.of()
        : Splitter.on(',').trimResults().omitEmptyStrings().splitToList(list);
  }

  private static PeersReport measure(
      List<Peer> peers, List<Task> tasks, Path directory, Pace pace, int rounds)
      throws IOException, EngineException {
    NativeSettings.ensureLoaded();
    Machine machine = Machine.describe();
    SharedFiles.write(directory, 1, List.of(1.0));
    Contest contest = new Contest(directory, pace, 1, tasks);
    Ceiling ceiling;
    Map<String, Double> resident;
    try (contest) {
      contest.start(peers);
      ceiling = contest.run(rounds);
      resident = contest.residentMegabytes();
    }
    Map<String, List<Double>> coldStarts = ColdStarts.measure(peers, directory, rounds);
    return PeersReport.of(machine, rounds, pace, tasks, ceiling, contest, resident, coldStarts);
  }
}
