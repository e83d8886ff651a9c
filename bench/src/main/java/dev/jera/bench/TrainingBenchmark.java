package dev.jera.bench;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;
import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.Mnist;
import dev.jera.runtime.NativeSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How fast Jera trains, against a loop written by hand on TensorFlow Java: the same network, data
 * and first weights, one process.
 *
 * <p>From the root of the project, on a machine that does nothing else:
 *
 * <pre>mvn -B -ntp -q -Pbench verify -pl bench -am -DskipTests</pre>
 *
 * <p>Rounds and steps a round are {@code -Dbench.rounds=7} and {@code -Dbench.steps=200}, the
 * networks {@code -Dbench.networks=KERAS_CNN,LSTM}; the JSON is bench/target/training.json.
 *
 * <p>A round is a whole call, with all that a user waits for: for Jera a fit of one epoch, its
 * checks of the data, shuffling and accuracy included. Who goes first changes every round, so that
 * a machine that gets slower or faster favours nobody. The ratio travels; the absolute numbers are
 * of one machine and one hour. Where the cores busy differ much from round to round, something else
 * ran: measure again.
 *
 * <p>The run fails if the contenders do not learn, or not the same: then they are not the same
 * program, and their speeds say nothing.
 */
public final class TrainingBenchmark {
  /** Above what rounding does to the same steps from the same weights: sums in another order. */
  private static final double SAME_STEPS_TOLERANCE = 0.02;

  /** Above what another order of the examples does to a round's loss, by that of the warm-up. */
  private static final double SAME_IMAGES_TOLERANCE = 0.1;

  private TrainingBenchmark() {}

  /**
   * Measures, prints the table and writes the JSON.
   *
   * @param args where the JSON goes, the number of rounds, the number of steps in a round, the
   *     {@link Network}s
   */
  public static void main(String[] args) throws IOException {
    checkArgument(
        args.length == 4,
        "%s arguments (expected: JSON file, rounds, steps, networks)",
        args.length);
    NativeSettings.ensureLoaded();
    Machine machine = Machine.describe();
    List<Report> reports = new ArrayList<>();
    for (String name : Splitter.on(',').split(args[3])) {
      Network network = Network.valueOf(name);
      Report report = run(machine, network, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
      reports.add(report);
      System.out.println(report.toText());
    }
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(Path.of(args[0]).toFile(), reports);
  }

  private static Report run(Machine machine, Network network, int rounds, int steps) {
    checkArgument(rounds > 0, "rounds: %s (expected: >= 1)", rounds);
    int batchSize = network.batchSize();
    ArrayDataset data = Mnist.train().take((long) steps * batchSize);
    int images = Math.toIntExact(data.size());
    try (JeraNet jera = new JeraNet(network.model(), data, batchSize);
        RawLoop raw = new RawLoop(data, batchSize, jera.weights(), network.raw())) {
      Round warmUp =
          new Round(
              0,
              measure(jera, images, Contender::trainInOrder),
              measure(raw, images, Contender::trainInOrder));
      checkSame(warmUp, SAME_STEPS_TOLERANCE * warmUp.raw().loss());
      List<Round> counted = new ArrayList<>();
      for (int number = 1; number <= rounds; number++) {
        Round round = round(number, jera, raw, images);
        checkSame(round, SAME_IMAGES_TOLERANCE * warmUp.raw().loss());
        checkLearnt(warmUp, round);
        counted.add(round);
      }
      return Report.of(machine, network, batchSize, images, warmUp, counted);
    }
  }

  private static Round round(int number, Contender jera, Contender raw, int images) {
    if (number % 2 == 0) {
      Measurement first = measure(jera, images, Contender::trainShuffled);
      return new Round(number, first, measure(raw, images, Contender::trainShuffled));
    }
    Measurement first = measure(raw, images, Contender::trainShuffled);
    return new Round(number, measure(jera, images, Contender::trainShuffled), first);
  }

  private static Measurement measure(
      Contender contender, int images, ToDoubleFunction<Contender> training) {
    double cpuBefore = cpuSeconds();
    long start = System.nanoTime();
    double loss = training.applyAsDouble(contender);
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Measurement(images / seconds, (cpuSeconds() - cpuBefore) / seconds, loss);
  }

  private static double cpuSeconds() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .map(duration -> duration.toNanos() / 1e9)
        .orElse(Double.NaN);
  }

  private static void checkSame(Round round, double tolerance) {
    if (!(Math.abs(round.jera().loss() - round.raw().loss()) <= tolerance)) {
      throw new IllegalStateException(
          "Round %d: loss %s with Jera, %s raw (expected: at most %s apart)"
              .formatted(round.number(), round.jera().loss(), round.raw().loss(), tolerance));
    }
  }

  private static void checkLearnt(Round before, Round after) {
    if (!(after.raw().loss() < before.raw().loss())) {
      throw new IllegalStateException(
          "Round %d: loss %s, after %s in the warm-up (expected: less)"
              .formatted(after.number(), after.raw().loss(), before.raw().loss()));
    }
  }
}
