package dev.jera.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/**
 * What a model server must survive, after each of which good requests are answered on all wires.
 * Here is what needs a running server as a whole; the rest stands beside what it tests, in the
 * server's own tests:
 *
 * <table>
 * <caption>Where each kind of bad input is tested</caption>
 * <tr><td>1 to 3, empty, truncated and other JSON</td>
 *     <td>rest.RestBadInputsTest, openinference.RestRefusalsTest</td></tr>
 * <tr><td>4, nesting</td><td>rest.RestBadInputsTest, openinference.RestRefusalsTest</td></tr>
 * <tr><td>5 to 10, instances, arrays, values, base64, numbers, keys</td>
 *     <td>rest.RestBadInputsTest, rest.RestRowsTest, rest.RestColumnsTest, rest.RestTypesTest,
 *     json.PredictBodyTest, json.InferRefusalsTest</td></tr>
 * <tr><td>11 to 13, 15, unknown model, version, label, signature</td>
 *     <td>rest.RestBadInputsTest, grpc.BadInputsTest, openinference.RestRefusalsTest and
 *     GrpcRefusalsTest</td></tr>
 * <tr><td>14 and 16, names and methods that look like attacks</td>
 *     <td>rest.RestBadInputsTest, grpc.BadInputsTest, openinference.HostileRequestsTest</td></tr>
 * <tr><td>17, too large</td>
 *     <td>rest.RestLimitsTest, grpc.BadInputsTest, openinference.RestRefusalsTest and
 *     GrpcRefusalsTest</td></tr>
 * <tr><td>18, gzip bomb</td><td>here, rest.RestLimitsTest</td></tr>
 * <tr><td>19, corrupt gzip</td><td>here for gRPC, rest.RestEncodingTest, openinference.HostileRequestsTest</td></tr>
 * <tr><td>20, slow headers and bodies</td>
 *     <td>here, rest.RestLimitsTest, {@link SlowClientsTest}, {@link SlowReadersTest}</td></tr>
 * <tr><td>21, clients that go</td><td>{@link BadMomentsTest}, grpc.TimesTest</td></tr>
 * <tr><td>22 and 23, TensorProtos</td><td>grpc.BadInputsTest, grpc.FieldTensorsTest</td></tr>
 * <tr><td>24, binary tensors</td>
 *     <td>openinference.RestRefusalsTest and GrpcRefusalsTest</td></tr>
 * <tr><td>25, overload</td><td>{@link BadMomentsTest}, grpc.TimesTest</td></tr>
 * <tr><td>26, deadlines</td>
 *     <td>here, grpc.TimesTest, rest.RestLimitsTest, openinference.GivenUpTest</td></tr>
 * <tr><td>27 to 29, versions that are corrupt, deleted, or programs</td>
 *     <td>{@link BadMomentsTest}, serving's BadVersionsTest and runtime's LoadChecksTest</td></tr>
 * <tr><td>30, wrong shape or dtype</td>
 *     <td>rest.RestBadInputsTest, grpc.BadInputsTest, openinference.RestRefusalsTest and
 *     GrpcRefusalsTest</td></tr>
 * </table>
 *
 * <p>{@link ServerFuzzTest} makes more of them.
 */
class BadInputsTest extends HostileInputs {
  @Test
  void row18AGzipBombIsCutOffWhileItStreams() throws IOException {
    // For gRPC, a field of 800 MiB.
    byte[] field = gzip(new byte[] {0x7a, -128, -128, -128, -112, 3});
    byte[] zeros = gzip(new byte[1 << 20]);
    byte[] bomb =
        Bytes.concat(field, Bytes.concat(Collections.nCopies(800, zeros).toArray(byte[][]::new)));
    assertThat(bomb.length).isBetween(BODY_BYTES / 2, BODY_BYTES);
    long before = allocated();
    for (String path : List.of(Wires.PREDICT, Wires.INFER)) {
      try (HttpWire http = wires.http()) {
        http.send(
            HttpWire.head("POST", path, bomb.length)
                .replace("\r\n\r\n", "\r\nContent-Encoding: gzip\r\n\r\n"));
        http.send(bomb);
        assertThat(http.read().status()).isEqualTo(413);
      }
    }
    for (String path : List.of(GrpcSeeds.PREDICT.path(), GrpcSeeds.INFER.path())) {
      assertThat(zipped(path, bomb).code()).isEqualTo(8);
    }
    assertThat(allocated() - before).as("of 3 GiB").isLessThan(64 << 20);
  }

  @Test
  void row19AMessageThatIsNoGzipIsRefused() throws IOException {
    for (GrpcSeeds.Seed seed : List.of(GrpcSeeds.PREDICT, GrpcSeeds.INFER)) {
      byte[] whole = gzip(seed.message());
      assertThat(zipped(seed.path(), whole).code()).isZero();
      assertThat(zipped(seed.path(), seed.message()))
          .asString()
          .startsWith("200 3 The request's message is not as its frame says");
      assertThat(zipped(seed.path(), Arrays.copyOf(whole, 20)).code()).isEqualTo(3);
    }
    byte[] frame = GrpcWire.framed(GrpcSeeds.INFER.message(), false);
    for (int length = 0; length < frame.length; length++) {
      assertThat(
              wires
                  .grpc()
                  .call(GrpcSeeds.INFER.path(), Map.of(), Arrays.copyOf(frame, length))
                  .join())
          .asString()
          .startsWith("200 3 The request's message is not as its frame says");
    }
  }

  @Test
  void row20SlowHeadersAndBodiesAreNotWaitedFor() throws Exception {
    List<CompletableFuture<?>> slow =
        List.of(
            trickle(server.restPort(), "GET /v1/models/sums HTTP/1.1\r\nA: "),
            trickle(server.grpcPort(), "GET /v2/models/sums HTTP/1.1\r\nA: "),
            // A header block of 127 bytes, of which one a while comes.
            trickle(
                server.grpcPort(),
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0\0\0\177\1\4\0\0\0\1"),
            slowBody(Wires.PREDICT),
            slowBody(Wires.INFER),
            slowMessage(GrpcSeeds.PREDICT),
            slowMessage(GrpcSeeds.INFER));
    CompletableFuture<Void> all =
        CompletableFuture.allOf(slow.toArray(CompletableFuture<?>[]::new));
    while (!all.isDone()) {
      wires.answerGoodRequests();
    }
    all.get();
  }

  @Test
  void row26ADeadlineThatIsPastIsSaid() throws Exception {
    for (GrpcSeeds.Seed seed : List.of(GrpcSeeds.PREDICT, GrpcSeeds.INFER)) {
      for (String timeout : List.of("0n", "1n", "1u")) {
        assertThat(wires.call(seed, Map.of("grpc-timeout", timeout)))
            .hasToString("200 4 The request's time is over");
      }
    }
    CompletableFuture<HttpWire.Answer> other =
        inBackground(() -> askedByHttp(Wires.INFER, Wires.infer(2)));
    assertThat(askedByHttp(Wires.PREDICT, "{\"instances\":[[2]]}").status()).isEqualTo(400);
    assertThat(other.get()).hasToString("504 {\"error\":\"The request's time is over\"}");
    await(() -> active() == 0);
  }

  private static CompletableFuture<Void> trickle(int port, String beginning) {
    return inBackground(
        () -> {
          try (HttpWire http = new HttpWire(port, 100)) {
            http.send(beginning);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (System.nanoTime() < end) {
              try {
                http.awaitClose();
                return null;
              } catch (SocketTimeoutException e) {
                http.send("a");
              }
            }
            throw new AssertionError("It is still open");
          } catch (SocketException e) {
            return null; // closed while a byte was sent
          }
        });
  }

  private static CompletableFuture<Void> slowBody(String path) {
    return inBackground(
        () -> {
          try (HttpWire http = wires.http()) {
            http.send(HttpWire.head("POST", path, 100) + "{");
            assertThat(http.read().status()).isEqualTo(408);
            http.awaitClose();
            return null;
          }
        });
  }

  private static CompletableFuture<Void> slowMessage(GrpcSeeds.Seed seed) {
    return wires
        .grpc()
        .stall(seed.path(), Arrays.copyOf(GrpcWire.framed(seed.message(), false), 10))
        .thenAccept(answer -> assertThat(answer.code()).isEqualTo(4));
  }

  private static GrpcWire.Answer zipped(String path, byte[] message) {
    return wires
        .grpc()
        .call(path, Map.of("grpc-encoding", "gzip"), GrpcWire.framed(message, true))
        .join();
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(plain);
    }
    return zipped.toByteArray();
  }

  /** What the threads that live have allocated of Java's heap. */
  private static long allocated() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds())).sum();
  }
}
