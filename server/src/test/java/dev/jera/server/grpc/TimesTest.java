package dev.jera.server.grpc;

import static dev.jera.server.grpc.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import dev.jera.server.Limits;
import dev.jera.server.proto.ModelSpec;
import dev.jera.server.proto.PredictRequest;
import dev.jera.server.proto.PredictResponse;
import dev.jera.server.proto.PredictionServiceGrpc;
import dev.jera.serving.repository.ModelConfig;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deadlines, clients that go, and room for one request alone. */
@Timeout(60)
class TimesTest {
  /** Rows that take tens of milliseconds on any machine. */
  private static final int LONG = 2000;

  @TempDir static Path directory;
  private static Served served;

  @BeforeAll
  static void start() {
    GrpcBundles.slow(directory.resolve("slow/1"));
    served =
        Served.start(
            ModelConfig.of("slow", directory.resolve("slow")),
            options -> options.withLimits(Limits.defaults().withRequests(1)));
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  @Test
  void theClientsDeadlineEndsTheCallAndItsRoomIsGivenBack() {
    var hurried = served.predictions().withDeadlineAfter(5, TimeUnit.MILLISECONDS);
    assertThat(code(() -> hurried.predict(request(LONG)))).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    awaitRoom();
  }

  @Test
  void aDeadlineThatIsPastAlreadyIsSaidAtOnce() {
    assertThat(timed("0n")).isEqualTo("4 The request's time is over");
    assertThat(timed("1n")).isEqualTo("4 The request's time is over");
    assertThat(timed("2m")).isEqualTo("4 The request's time is over");
    awaitRoom();
  }

  /** Longer than nanoseconds in 64 bits can say. */
  @Test
  void theLongestTimeOutIsNoneThatIsPast() {
    assertThat(timed("99999999H")).isEqualTo("0 ");
    awaitRoom();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "m", "5d", "5 m", "-5m", "soon", "99999999999999999999n"})
  void aTimeOutThatIsNoneIsInvalid(String timeout) {
    assertThat(timed(timeout)).startsWith("3 ");
    awaitRoom();
  }

  @Test
  void theServersOwnTimeIsThatOfCallsWithoutADeadline() {
    try (Served strict =
        Served.start(
            ModelConfig.of("slow", directory.resolve("slow")),
            options ->
                options.withLimits(Limits.defaults().withRequestTimeout(Duration.ofMillis(5))))) {
      refused(
          () -> strict.predictions().predict(request(LONG)),
          Status.Code.DEADLINE_EXCEEDED,
          "The request's time is over");
    }
  }

  @Test
  void oneRequestTooManyIsUnavailableAtOnceAndACancelledOneGivesItsRoomBack() {
    List<ListenableFuture<PredictResponse>> first = new ArrayList<>();
    refused(
        () -> {
          while (true) {
            // It may have met the last one's end, or have been answered before the next came.
            if (first.isEmpty() || first.get(0).isDone()) {
              first.add(
                  0, PredictionServiceGrpc.newFutureStub(served.channel()).predict(request(LONG)));
            }
            ask();
          }
        },
        Status.Code.UNAVAILABLE,
        "The server is answering 1 requests already (at most: 1); try again later");
    first.get(0).cancel(true);
    awaitRoom();
  }

  /** What TensorFlow has begun it ends, even if nobody waits for it. */
  private static void awaitRoom() {
    Status.Code code = Status.Code.UNAVAILABLE;
    while (code == Status.Code.UNAVAILABLE) {
      code = code(TimesTest::ask);
    }
    assertThat(code).isEqualTo(Status.Code.OK);
  }

  private static void ask() {
    PredictResponse answer = served.predictions().predict(request(2));
    assertThat(answer.getOutputsOrThrow("y").getFloatValList()).containsExactly(8f);
  }

  private static Status.Code code(Runnable call) {
    try {
      call.run();
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  /** Code and message of a call with a time-out that clients keep to themselves. */
  private static String timed(String timeout) {
    byte[] message = request(LONG).toByteArray();
    byte[] framed = new byte[message.length + 5];
    framed[4] = (byte) message.length;
    System.arraycopy(message, 0, framed, 5, message.length);
    AggregatedHttpResponse answer =
        WebClient.of("h2c://127.0.0.1:" + served.server().grpcPort())
            .execute(
                RequestHeaders.of(
                    HttpMethod.POST,
                    "/tensorflow.serving.PredictionService/Predict",
                    "content-type",
                    "application/grpc",
                    "te",
                    "trailers",
                    "grpc-timeout",
                    timeout),
                HttpData.wrap(framed))
            .aggregate()
            .join();
    HttpHeaders said = answer.trailers().isEmpty() ? answer.headers() : answer.trailers();
    return said.get("grpc-status") + " " + said.get("grpc-message", "").replace("%20", " ");
  }

  private static PredictRequest request(int rows) {
    return PredictRequest.newBuilder()
        .setModelSpec(ModelSpec.newBuilder().setName("slow"))
        .putInputs("n", BadTensors.ints(rows))
        .build();
  }
}
