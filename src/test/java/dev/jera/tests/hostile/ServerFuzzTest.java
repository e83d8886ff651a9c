package dev.jera.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests with bytes changed, cut, doubled, spliced and made up, of both protocols on both wires:
 * each is answered in time, none as the server's own fault; the server, which is another process,
 * lives, answers good requests, and holds no more in the end.
 */
class ServerFuzzTest {
  private static final long SEED = 29;
  private static final int CLIENTS = 8;
  private static final int PATIENCE_MILLIS = 20_000;
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(1);

  @TempDir private Path directory;
  private final Map<String, AtomicInteger> outcomes = new ConcurrentSkipListMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicInteger next = new AtomicInteger();

  @Test
  void twoThousandMutations() throws Exception {
    mutate(2_000);
  }

  @Tag("acceptance")
  @Test
  void hundredThousandMutations() throws Exception {
    mutate(100_000);
  }

  private void mutate(int count) throws Exception {
    long start = System.nanoTime();
    try (HostileServer server = HostileServer.start(directory, REQUEST_TIMEOUT)) {
      sendUpTo(count / 10, server);
      HostileServer.Memory before = server.memory();
      sendUpTo(count, server);
      HostileServer.Memory after = server.memory();
      System.out.printf(
          "%d mutations from seed %d in %d s: %s; %s, then %s%n",
          count, SEED, (System.nanoTime() - start) / 1_000_000_000, outcomes, before, after);
      assertThat(server.errors()).isEmpty();
      assertThat(wrong).isEmpty();
      assertThat(server.isAlive()).isTrue();
      assertThat(after.sessions()).isEqualTo(before.sessions());
      assertThat(after.tensors()).isZero();
      assertThat(after.residentKilobytes())
          .isLessThan(before.residentKilobytes() + before.residentKilobytes() / 10);
    }
  }

  private void sendUpTo(int count, HostileServer server) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<?>> all =
          IntStream.range(0, CLIENTS)
              .<Future<?>>mapToObj(
                  i ->
                      clients.submit(
                          () -> {
                            send(count, server);
                            return null;
                          }))
              .toList();
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      clients.shutdownNow();
    }
  }

  /** The random numbers of a mutation are its own: they do not depend on who sends it. */
  private void send(int count, HostileServer server) throws Exception {
    GrpcWire grpc = new GrpcWire(server.grpcPort(), Duration.ofMillis(PATIENCE_MILLIS));
    GrpcFuzz calls = new GrpcFuzz(grpc, PATIENCE_MILLIS);
    try (HttpFuzz http = new HttpFuzz(server.restPort(), PATIENCE_MILLIS)) {
      for (int i = next(count); i >= 0; i = next(count)) {
        Random random = new Random(SEED + i);
        random.nextInt();
        Outcome outcome = i % 2 == 0 ? http.send(random) : calls.send(random);
        outcomes.computeIfAbsent(outcome.kind(), kind -> new AtomicInteger()).incrementAndGet();
        if (!outcome.isFine()) {
          wrong.add(i + ": " + outcome.text());
        }
        if (i % 100 == 0) {
          new Wires(server.restPort(), grpc).answerGoodRequests();
        }
      }
    }
  }

  private int next(int count) {
    int i = next.getAndUpdate(now -> Math.min(now + 1, count));
    return i < count ? i : -1;
  }
}
