package dev.jera.bench;

import static com.google.common.base.Preconditions.checkArgument;

import com.sun.management.OperatingSystemMXBean;
import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.Mnist;
import dev.jera.runtime.NativeSettings;
import dev.jera.training.Compilation;
import dev.jera.training.Fit;
import dev.jera.training.Trainer;
import dev.jera.training.callback.CSVLogger;
import dev.jera.training.callback.EarlyStopping;
import dev.jera.training.callback.Progress;
import dev.jera.training.callback.TerminateOnNaN;
import dev.jera.training.callback.Timing;
import dev.jera.training.callback.tensorboard.TensorBoard;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.optimizer.Adam;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What it costs to watch a training run: tutorial 1's network, fitted with accuracy, a live
 * progress line, a CSV file, TensorBoard's events, timing and the watch for NaN and for the best
 * epoch, against the same fit with the loss alone. A round is an epoch each; who goes first changes
 * every round.
 *
 * <p>It runs after {@link TrainingBenchmark}, by the same command.
 */
public final class OverheadBenchmark {
  private static final int BATCH_SIZE = 64;

  private OverheadBenchmark() {}

  /**
   * Measures and prints the table.
   *
   * @param args the number of rounds, and the number of steps in a round
   */
  public static void main(String[] args) throws IOException {
    checkArgument(args.length == 2, "%s arguments (expected: rounds, steps)", args.length);
    NativeSettings.ensureLoaded();
    int rounds = Integer.parseInt(args[0]);
    ArrayDataset data = Mnist.train().take(Long.parseLong(args[1]) * BATCH_SIZE);
    Path directory = Files.createTempDirectory("jera-overhead");
    Fit bareFit = Fit.epochs(1).withBatchSize(BATCH_SIZE);
    Fit watchedFit =
        bareFit.withCallbacks(
            Progress.live(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)),
            CSVLogger.to(directory.resolve("epochs.csv")),
            TensorBoard.in(directory.resolve("events")),
            Timing.of(),
            TerminateOnNaN.of(),
            EarlyStopping.of("loss").withPatience(rounds + 1));
    Compilation compilation = Compilation.of(Adam.of(), SparseCategoricalCrossentropy.of());
    Compilation measured =
        Compilation.of(Adam.of(), SparseCategoricalCrossentropy.of(), Accuracy.of());
    try (Trainer bare = Trainer.compile(Network.KERAS_CNN.model(), compilation);
        Trainer watched = Trainer.compile(Network.KERAS_CNN.model(), measured)) {
      Cost.of(bare, data, bareFit);
      Cost.of(watched, data, watchedFit);
      List<Double> times = new ArrayList<>();
      List<Double> cpuTimes = new ArrayList<>();
      System.out.printf(
          "Watching, an epoch of %s steps: seconds, and seconds of the cores%n"
              + "round   bare watched  ratio   bare watched  ratio%n",
          args[1]);
      for (int round = 1; round <= rounds; round++) {
        boolean watchedFirst = round % 2 == 0;
        Cost first =
            watchedFirst ? Cost.of(watched, data, watchedFit) : Cost.of(bare, data, bareFit);
        Cost second =
            watchedFirst ? Cost.of(bare, data, bareFit) : Cost.of(watched, data, watchedFit);
        Cost alone = watchedFirst ? second : first;
        Cost with = watchedFirst ? first : second;
        times.add(with.seconds / alone.seconds);
        cpuTimes.add(with.cpuSeconds / alone.cpuSeconds);
        System.out.printf(
            Locale.ROOT,
            "%5d %6.2f %7.2f %6.3f %6.2f %7.2f %6.3f%n",
            round,
            alone.seconds,
            with.seconds,
            times.get(round - 1),
            alone.cpuSeconds,
            with.cpuSeconds,
            cpuTimes.get(round - 1));
      }
      tell("time", times);
      tell("time of the cores", cpuTimes);
    }
  }

  private static void tell(String what, List<Double> ratios) {
    Spread spread = Spread.of(ratios.stream().mapToDouble(Double::doubleValue));
    System.out.printf(
        Locale.ROOT,
        "watched/bare, %s: %.3f by the median round (%.3f to %.3f)%n",
        what,
        spread.median(),
        spread.min(),
        spread.max());
  }

  /**
   * What an epoch took.
   *
   * @param seconds on the clock, which other processes delay
   * @param cpuSeconds of all cores, this process alone
   */
  private record Cost(double seconds, double cpuSeconds) {
    private static final OperatingSystemMXBean SYSTEM =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    static Cost of(Trainer trainer, ArrayDataset data, Fit fit) {
      long start = System.nanoTime();
      long cpu = SYSTEM.getProcessCpuTime();
      trainer.fit(data, fit);
      return new Cost((System.nanoTime() - start) / 1e9, (SYSTEM.getProcessCpuTime() - cpu) / 1e9);
    }
  }
}
