package dev.jera.bench.server;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.jera.runtime.TensorData;
import dev.jera.serving.Predictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.ndarray.Shape;

/**
 * Batches of 32 by binary gRPC, asked by h2load from another process, against the serving library
 * in this one: in turn, on the same machine, the same bundle and values.
 */
public final class CeilingBenchmark {
  private static final int BATCH = 32;
  private static final int THREADS = 4;
  private static final int SECONDS = 8;

  /** Rounds that do not count: until then Java compiles the server's code on the same cores. */
  private static final int WARM_UP = 5;

  private static final int REQUESTS = 1000;
  private static final Pattern FINISHED = Pattern.compile("finished in ([0-9.]+)s");
  private static final Pattern COUNTS =
      Pattern.compile("requests: .* (\\d+) succeeded, (\\d+) failed, (\\d+) errored");

  private CeilingBenchmark() {}

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
    List<Double> ratios = new ArrayList<>();
    try (Predictor predictor = Predictor.load(directory.resolve("1"));
        ServerProcess server = ServerProcess.start(directory, 0, REQUESTS)) {
      String input = predictor.signature("serving_default").inputs().keySet().iterator().next();
      for (int round = -WARM_UP; round < rounds; round++) {
        double library = inProcess(predictor, input);
        double served = served(server, Bodies.grpc(input, BATCH));
        if (round >= 0) {
          ratios.add(served / library);
          System.out.printf(
              Locale.ROOT,
              "library %.1f, server %.1f batches of %d/s: %.3f%n",
              library,
              served,
              BATCH,
              served / library);
        }
      }
    } finally {
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    ratios.sort(null);
    System.out.printf(Locale.ROOT, "median ratio %.3f%n", ratios.get(ratios.size() / 2));
  }

  private static double inProcess(Predictor predictor, String input) throws InterruptedException {
    Map<String, TensorData> inputs =
        Map.of(input, TensorData.of(Shape.of(BATCH, FlatCnn.PIXELS), FlatCnn.examples(BATCH)));
    LongAdder answered = new LongAdder();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(SECONDS);
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
    if (!threads.awaitTermination(2L * SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("The predictor hangs");
    }
    return answered.sum() / ((System.nanoTime() - start) / 1e9);
  }

  private static double served(ServerProcess server, byte[] body)
      throws IOException, InterruptedException {
    Path content = Files.write(Files.createTempFile("h2load", ".body"), body);
    Process process =
        new ProcessBuilder(
                "h2load",
                "-c4",
                "-m4",
                "-D" + SECONDS,
                "-d",
                content.toString(),
                "-H",
                "content-type: application/grpc",
                "-H",
                "te: trailers",
                server.grpc(Bodies.GRPC_PATH))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    Files.delete(content);
    Matcher finished = FINISHED.matcher(said);
    Matcher counts = COUNTS.matcher(said);
    if (!finished.find()
        || !counts.find()
        || !counts.group(2).equals("0")
        || !counts.group(3).equals("0")) {
      throw new IllegalStateException("h2load says: " + said);
    }
    return Double.parseDouble(counts.group(1)) / Double.parseDouble(finished.group(1));
  }
}
