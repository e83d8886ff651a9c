package dev.jera.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.server.Limits;
import dev.jera.server.ModelServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that ask for large answers and read a byte of them now and then, or none: the server
 * keeps no more for them than it allows itself, refuses the rest, and answers others as before.
 */
@Timeout(120)
class SlowReadersTest {
  private static final int READERS = 50;

  /** Of the four bytes that a half takes as {@code 0.5,} and as a float. */
  private static final int HALF = 4;

  /** What large answers may take of the room for all bodies. */
  private static final double PART = 0.75;

  /** What HTTP/2 lets a server send to a client that says nothing. */
  private static final int WINDOW = (1 << 16) - 1;

  private static final int KINDS = 5;
  private static final int HTTP_KINDS = 3;

  private static final double MOST_MILLIS = 250;

  @TempDir private Path directory;
  private final List<SlowReader> readers = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (SlowReader reader : readers) {
      reader.close();
    }
  }

  @Test
  void theRoomForBodiesIsNotPassed() throws Exception {
    try (ModelServer server = start(12 << 20)) {
      othersAreAnswered(server.restPort(), server.grpcPort(), 750_000, 12 << 20, 100);
    }
  }

  /** All answers together would take twice the process' heap, of which bodies have a quarter. */
  @Tag("acceptance")
  @Test
  void theHeapIsNotExhausted() throws Exception {
    try (HostileServer server = HostileServer.start(directory, Duration.ofMinutes(1))) {
      othersAreAnswered(server.restPort(), server.grpcPort(), 2_500_000, 64 << 20, 2_000);
      assertThat(server.errors()).isEmpty();
      assertThat(server.memory().tensors()).isZero();
      assertThat(server.isAlive()).isTrue();
    }
  }

  /** Without a part that is kept free, this answer would leave less than a request takes. */
  @Test
  void anAnswerThatIsNotReadLeavesRoomForOthers() throws Exception {
    int halves = 2_000_000;
    try (ModelServer server = start(HALF * halves + 6_000)) {
      readers.add(SlowReader.http(server.restPort(), Wires.PREDICT, predict(halves)));
      awaitAnswered(server.restPort());
      new Wires(server.restPort(), grpc(server.grpcPort())).answerGoodRequests();
      close(); // or else the server waits for it before it stops
    }
  }

  private ModelServer start(long heldBytes) {
    SumsBundle.write(directory.resolve("sums/1"));
    return ModelServer.builder()
        .model("sums", directory.resolve("sums"))
        .address("127.0.0.1")
        .restPort(0)
        .grpcPort(0)
        .limits(Limits.defaults().withHeldBytes(heldBytes))
        .start();
  }

  private void othersAreAnswered(int rest, int grpc, int halves, long heldBytes, int requests)
      throws Exception {
    double before = slowest(rest, requests);
    for (int i = 0; i < READERS / KINDS; i++) {
      readers.add(SlowReader.http(rest, Wires.PREDICT, predict(halves)));
      readers.add(SlowReader.http(rest, Wires.INFER, infer(halves, false)));
      readers.add(SlowReader.http(rest, Wires.INFER, infer(halves, true)));
      readers.add(SlowReader.grpc(grpc, GrpcSeeds.fill(halves)));
      readers.add(SlowReader.grpc(grpc, GrpcSeeds.fillInfer(halves)));
    }
    awaitAnswered(rest);
    double beside = slowest(rest, requests);
    assertThat(beside).isLessThan(before + MOST_MILLIS);
    new Wires(rest, grpc(grpc)).answerGoodRequests();
    assertThat(kept(halves))
        .isPositive()
        .isLessThanOrEqualTo((int) (PART * heldBytes) / (HALF * halves));
    close();
    try (HttpWire http = new HttpWire(rest, Wires.PATIENCE_MILLIS)) {
      assertThat(http.post(Wires.PREDICT, predict(halves)).body())
          .isEqualTo("{\"outputs\":[0.5" + ",0.5".repeat(halves - 1) + "]}");
    }
  }

  /** How many answers the server has kept as a whole. */
  private int kept(int halves) throws IOException {
    int kept = 0;
    for (int i = 0; i < readers.size(); i++) {
      long least = i % KINDS < HTTP_KINDS ? HALF * halves : WINDOW;
      kept += readers.get(i).drain() >= least ? 1 : 0;
    }
    return kept;
  }

  private static String predict(int halves) {
    return "{\"signature_name\":\"fill\",\"inputs\":%d}".formatted(halves);
  }

  private static String infer(int halves, boolean isBinary) {
    return "{\"parameters\":{\"signature_name\":\"fill\",\"binary_data_output\":%s},\"inputs\":[{\"name\":\"n\",\"shape\":[],\"datatype\":\"INT32\",\"data\":[%d]}]}"
        .formatted(isBinary, halves);
  }

  private static GrpcWire grpc(int port) {
    return new GrpcWire(port, Duration.ofMillis(Wires.PATIENCE_MILLIS));
  }

  /** Waits until the server has written all answers, as far as it may. */
  private static void awaitAnswered(int port) throws IOException {
    try (HttpWire http = new HttpWire(port, Wires.PATIENCE_MILLIS)) {
      while (!http.get("/monitoring/prometheus/metrics")
          .body()
          .contains("\njera_server_requests_active 0.0\n")) {
        Thread.onSpinWait();
      }
    }
  }

  /** Asks for small answers, while some of the readers read a byte for each. */
  private double slowest(int port, int requests) throws IOException {
    List<Double> millis = new ArrayList<>();
    try (HttpWire http = new HttpWire(port, Wires.PATIENCE_MILLIS)) {
      for (int i = 0; i < requests; i++) {
        if (!readers.isEmpty()) {
          readers.get(i % (READERS / 2)).trickle();
        }
        long start = System.nanoTime();
        assertThat(http.post(Wires.PREDICT, "{\"instances\":[2,4,6]}"))
            .hasToString("200 {\"predictions\":[3.0,4.0,5.0]}");
        millis.add((System.nanoTime() - start) / 1e6);
      }
    }
    millis.sort(null);
    return millis.get(requests * 99 / 100);
  }
}
