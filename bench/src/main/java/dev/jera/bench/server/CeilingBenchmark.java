package dev.jera.bench.server;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.jera.runtime.TensorData;
import dev.jera.serving.Predictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.tensorflow.ndarray.Shape;

/**
 * Batches of 32 by binary gRPC, asked by h2load from another process, against the serving library
 * in this one: in turn, on the same machine, the same bundle and values.
 */
public final class CeilingBenchmark {
  private static final int BATCH = 32;
  private static final int THREADS = 4;
  private static final Duration TIME = Duration.ofSeconds(8);

  /** Rounds that do not count: until then Java compiles the server's code on the same cores. */
  private static final int WARM_UP = 5;

  private static final int REQUESTS = 1000;
  private static final double NANOS = 1e6;

  private CeilingBenchmark() {}

  /** Batches a second, and how many milliseconds of a core each of them took. */
  private record Pace(double rate, double millis) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.1f batches/s of %.3f ms of a core", rate, millis);
    }
  }

  /**
   * Measures and prints the medians.
   *
   * @param args the number of rounds
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    checkArgument(args.length == 1, "%s arguments (expected: rounds)", args.length);
    int rounds = Integer.parseInt(args[0]);
    Path directory = Files.createTempDirectory("jera-ceiling");
    FlatCnn.export(directory.resolve("1"));
    List<Double> rates = new ArrayList<>();
    List<Double> costs = new ArrayList<>();
    try (Predictor predictor = Predictor.load(directory.resolve("1"));
        ServerProcess server = ServerProcess.start(directory, 0, REQUESTS)) {
      String input = predictor.signature("serving_default").inputs().keySet().iterator().next();
      for (int round = -WARM_UP; round < rounds; round++) {
        Pace library = inProcess(predictor, input);
        Pace served = served(server, Bodies.grpc(input, BATCH));
        if (round >= 0) {
          rates.add(served.rate() / library.rate());
          costs.add(library.millis() / served.millis());
          System.out.printf("library %s, server %s%n", library, served);
        }
      }
    } finally {
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    System.out.printf(
        Locale.ROOT,
        "medians: server/library %.3f in batches a second, the client on the same cores; %.3f in batches a second of a core%n",
        median(rates),
        median(costs));
  }

  private static Duration cpuTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
  }

  private static double millis(Duration time) {
    return time.toNanos() / NANOS;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  private static Pace inProcess(Predictor predictor, String input) throws InterruptedException {
    Map<String, TensorData> inputs =
        Map.of(input, TensorData.of(Shape.of(BATCH, FlatCnn.PIXELS), FlatCnn.examples(BATCH)));
    LongAdder answered = new LongAdder();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    Duration cpuBefore = cpuTime();
    long start = System.nanoTime();
    long end = start + TIME.toNanos();
    for (int i = 0; i < THREADS; i++) {
      threads.execute(
          () -> {
            while (System.nanoTime() < end) {
              predictor.predict("serving_default", inputs);
              answered.increment();
            }
          });
    }
    threads.shutdown();
    if (!threads.awaitTermination(2 * TIME.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("The predictor hangs");
    }
    return new Pace(
        answered.sum() / ((System.nanoTime() - start) / 1e9),
        millis(cpuTime().minus(cpuBefore)) / answered.sum());
  }

  private static Pace served(ServerProcess server, byte[] body)
      throws IOException, InterruptedException {
    Duration cpuBefore = server.cpuTime();
    H2load.Answers answers =
        H2load.run(
            server.grpc(Bodies.GRPC_PATH),
            body,
            TIME,
            "-c4",
            "-m4",
            "-H",
            "content-type: application/grpc",
            "-H",
            "te: trailers");
    if (!answers.millis().keySet().equals(Set.of(200))) {
      throw new IllegalStateException("The server fails: " + answers);
    }
    double rate = answers.rate(200);
    double batches = rate * TIME.toSeconds();
    return new Pace(rate, millis(server.cpuTime().minus(cpuBefore)) / batches);
  }
}
