package dev.jera.bench.server;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.jera.serving.Predictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The server at full rate, asked by wrk from another process on the same machine, over loopback:
 * JSON and binary tensors, with batches and without; more than it may take; and for minutes on end
 * while versions come and go, one of them corrupt.
 */
public final class LoadTest {
  private static final int CONNECTIONS = 64;
  private static final int BATCH = 32;
  private static final int REQUESTS = 1000;
  private static final int FEW_REQUESTS = 32;
  private static final int MANY_CONNECTIONS = 512;
  private static final Duration SHORT = Duration.ofSeconds(15);
  private static final int SWAP_SECONDS = 10;

  private final Path directory;
  private final String input;
  private final Queue<String> problems = new ConcurrentLinkedQueue<>();

  private LoadTest(Path directory) {
    this.directory = directory;
    FlatCnn.export(directory.resolve("source/1"));
    try (Predictor predictor = Predictor.load(directory.resolve("source/1"))) {
      this.input = predictor.signature("serving_default").inputs().keySet().iterator().next();
    }
  }

  /**
   * Measures and prints.
   *
   * @param args how many minutes the last part lasts
   * @throws IllegalStateException at the end, if a request failed that should not
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    checkArgument(args.length == 1, "%s arguments (expected: minutes)", args.length);
    Path directory = Files.createTempDirectory("jera-load");
    try {
      LoadTest test = new LoadTest(directory);
      for (int batch : new int[] {0, BATCH}) {
        test.throughput(batch);
      }
      test.overload();
      test.swaps(Duration.ofMinutes(Long.parseLong(args[0])));
      if (!test.problems.isEmpty()) {
        throw new IllegalStateException(String.join("\n", test.problems));
      }
    } finally {
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  private void throughput(int batch) throws IOException, InterruptedException {
    String how = batch == 0 ? "one by one" : "batches of up to " + batch;
    try (ServerProcess server = ServerProcess.start(directory.resolve("source"), batch, REQUESTS)) {
      json(server, CONNECTIONS, SHORT);
      report("JSON, " + how, json(server, CONNECTIONS, SHORT));
      report("binary, " + how, binary(server));
    }
  }

  /** Twice what it can take: no more than the wanted may wait, the rest is told at once. */
  private void overload() throws IOException, InterruptedException {
    try (ServerProcess server = ServerProcess.start(directory.resolve("source"), 0, FEW_REQUESTS)) {
      json(server, FEW_REQUESTS, SHORT);
      Wrk.Result capacity = json(server, FEW_REQUESTS, SHORT);
      report("at capacity, " + FEW_REQUESTS + " at once", capacity);
      double asked = 2 * capacity.rate();
      H2load.Answers answers =
          H2load.run(
              server.rest(Bodies.JSON_PATH),
              Bodies.json(1),
              SHORT,
              "--h1",
              "-c" + MANY_CONNECTIONS,
              "--rps=" + asked / MANY_CONNECTIONS);
      System.out.printf(Locale.ROOT, "asked at %.0f/s: %s%n", asked, answers);
      if (!answers.millis().keySet().equals(Set.of(200, 503))) {
        problems.add("overload: " + answers + " (expected: status 200 and 503)");
      }
    }
  }

  private void swaps(Duration time) throws IOException, InterruptedException {
    Path basePath = directory.resolve("swapped");
    Versions versions = new Versions(directory.resolve("source/1"), basePath);
    versions.next();
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    try (ServerProcess server = ServerProcess.start(basePath, 0, REQUESTS)) {
      long corruptAt = time.toSeconds() / 2 / SWAP_SECONDS;
      long[] turn = new long[1];
      var unused =
          timer.scheduleAtFixedRate(
              () -> swap(versions, ++turn[0] == corruptAt, server),
              SWAP_SECONDS,
              SWAP_SECONDS,
              TimeUnit.SECONDS);
      Wrk.Result result = json(server, CONNECTIONS, time);
      report("%d minutes, %d swaps".formatted(time.toMinutes(), turn[0]), result);
    } finally {
      timer.shutdownNow();
    }
  }

  private void swap(Versions versions, boolean corrupt, ServerProcess server) {
    try {
      if (corrupt) {
        versions.corrupt();
      } else {
        versions.next();
      }
      System.out.printf(
          "%s version, RSS %d MB%n", corrupt ? "corrupt" : "next", server.residentMebibytes());
    } catch (IOException e) {
      problems.add("a version could not be swapped: " + e);
    }
  }

  private void report(String what, Wrk.Result result) {
    System.out.printf("%s: %s%n", what, result);
    if (result.refused() + result.broken() > 0) {
      problems.add(what + ": " + result + " (expected: none refused or broken)");
    }
  }

  private static Wrk.Result json(ServerProcess server, int connections, Duration time)
      throws IOException, InterruptedException {
    return Wrk.run(server.rest(Bodies.JSON_PATH), Bodies.json(1), Map.of(), connections, time);
  }

  private Wrk.Result binary(ServerProcess server) throws IOException, InterruptedException {
    return Wrk.run(
        server.rest(Bodies.BINARY_PATH),
        Bodies.binary(input, 1),
        Bodies.binaryHeaders(input, 1),
        CONNECTIONS,
        SHORT);
  }
}
