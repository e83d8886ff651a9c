package dev.jera.tests.hostile;

import dev.jera.server.Limits;
import dev.jera.server.ModelServer;
import dev.jera.serving.batching.Batching;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server of small limits, in which three examples are answered at once and fewer wait for others;
 * good requests are answered on all wires after each test.
 */
@Timeout(120)
abstract class HostileInputs {
  private static final Duration REQUEST_TIMEOUT = Duration.ofMillis(1500);
  static final int BODY_BYTES = 1 << 20;
  static final int REQUESTS = 4;

  /** Rows and columns that keep the processor busy for a moment. */
  static final int LONG = 1200;

  @TempDir static Path directory;
  static ModelServer server;
  static Wires wires;

  @BeforeAll
  static void start() {
    SumsBundle.write(directory.resolve("sums/1"));
    SumsBundle.writeSlow(directory.resolve("slow/1"));
    SumsBundle.writeSlow(directory.resolve("slow/2"));
    server =
        ModelServer.builder()
            .model("sums", directory.resolve("sums"))
            .model("slow", directory.resolve("slow"))
            .address("127.0.0.1")
            .restPort(0)
            .grpcPort(0)
            .limits(
                Limits.defaults()
                    .withBodyBytes(BODY_BYTES)
                    .withRequests(REQUESTS)
                    .withRequestTimeout(REQUEST_TIMEOUT)
                    .withIdleTimeout(Duration.ofSeconds(1)))
            // One example waits for two others; three are answered at once.
            .batching(Batching.of(3).withTimeout(Duration.ofMinutes(1)))
            .options(
                now ->
                    now.withRepository(
                        now.repository()
                            .withPollInterval(Duration.ofMillis(20))
                            .withLoadRetries(0)))
            .start();
    wires = new Wires(server.restPort(), new GrpcWire(server.grpcPort(), Duration.ofSeconds(20)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void goodRequestsAreAnswered() throws IOException {
    wires.answerGoodRequests();
  }

  static HttpWire.Answer askedByHttp(String path, String body) throws IOException {
    try (HttpWire http = wires.http()) {
      return body.isEmpty() ? http.get(path) : http.post(path, body);
    }
  }

  /** How many requests the server counts as taken. */
  static int active() throws IOException {
    return askedByHttp("/monitoring/prometheus/metrics", "")
        .body()
        .lines()
        .filter(line -> line.startsWith("jera_server_requests_active "))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' '))))
        .findFirst()
        .orElseThrow();
  }

  static <T> CompletableFuture<T> inBackground(Callable<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    new Thread(
            () -> {
              try {
                done.complete(work.call());
              } catch (Exception | AssertionError e) {
                done.completeExceptionally(e);
              }
            })
        .start();
    return done;
  }

  static void await(Callable<Boolean> condition) throws Exception {
    while (!condition.call()) {
      Thread.onSpinWait();
    }
  }
}
