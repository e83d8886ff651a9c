package dev.jera.bench.peers;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jera.bench.Machine;
import dev.jera.runtime.NativeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How the cost of tutorial 1's net grows in Jera and in raw TensorFlow Java: images a second
 * against the batch, the net's width and the cores, and the memory of a training process against
 * the examples, held or streamed.
 *
 * <p>From the root of the project, on a machine that does nothing else (Linux with taskset, 12
 * minutes):
 *
 * <pre>mvn -B -ntp -q -Pbench-growth verify -pl bench -am -DskipTests</pre>
 *
 * <p>With {@code -Dbench.rounds=1 -Dbench.steps=5 -Dbench.examples=1000,10000} it takes four
 * minutes. Beside the tables on standard output it leaves growth.json, growth.md and growth.png in
 * bench/target, and the engines' logs in bench/target/growth.
 *
 * <p>Cores, not numbers of threads, are what is set: TensorFlow's pools, Jera's towers and callers,
 * and the JVM's own threads have one for each core that a process may use.
 */
public final class GrowthBenchmark {
  private static final List<Integer> BATCHES = List.of(8, 32, 64, 128, 256);
  private static final List<Double> OTHER_WIDTHS = List.of(0.5, 2.0, 4.0);
  private static final int TRAINING_EXAMPLES = 60_000;

  private GrowthBenchmark() {}

  /**
   * Measures, prints the tables, draws the plot and writes the JSON.
   *
   * @param args the directory for all that is left behind, rounds, steps of a turn, and the numbers
   *     of examples, parted by commas
   */
  public static void main(String[] args) throws IOException, EngineException {
    checkArgument(
        args.length == 4, "%s arguments (expected: target, rounds, steps, examples)", args.length);
    NativeSettings.ensureLoaded();
    Machine machine = Machine.describe();
    Path target = Path.of(args[0]);
    Path directory = target.resolve("growth");
    int rounds = Integer.parseInt(args[1]);
    int[] examples = Stream.of(args[3].split(",")).mapToInt(Integer::parseInt).toArray();
    write(directory, IntStream.of(examples).max().orElse(1));
    Growth growth = new Growth(directory, new Pace(Integer.parseInt(args[2])), rounds);
    growth.speeds(1, tasks());
    for (double width : OTHER_WIDTHS) {
      growth.speeds(width, List.of(Growth.TRAINING, Growth.INFERENCE));
    }
    for (int held : examples) {
      growth.memory(held);
    }
    report(growth.report(machine), target);
  }

  private static void write(Path directory, int examples) throws IOException {
    int copies = (examples + TRAINING_EXAMPLES - 1) / TRAINING_EXAMPLES;
    SharedFiles.write(
        directory, copies, Stream.concat(Stream.of(1.0), OTHER_WIDTHS.stream()).toList());
    StreamServer.write(directory, examples);
  }

  private static List<Task> tasks() {
    return Stream.of(
            BATCHES.stream().map(Task::train),
            Stream.of(Task.predict(1)),
            BATCHES.stream().map(Task::predict))
        .flatMap(tasks -> tasks)
        .toList();
  }

  private static void report(GrowthReport report, Path target) throws IOException {
    String tables = GrowthTables.of(report);
    System.out.println(tables);
    Files.writeString(target.resolve("growth.md"), tables);
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(target.resolve("growth.json").toFile(), report);
    new GrowthPlot(report).write(target.resolve("growth.png"));
  }
}
