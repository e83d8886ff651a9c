package dev.jera.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Stopwatch;
import com.google.common.util.concurrent.ListenableFuture;
import dev.jera.server.HttpCaller;
import dev.jera.server.Repositories;
import dev.jera.server.proto.ModelSpec;
import dev.jera.server.proto.PredictRequest;
import dev.jera.server.proto.PredictResponse;
import dev.jera.server.proto.PredictionServiceGrpc;
import dev.jera.serving.repository.ModelConfig;
import io.grpc.StatusRuntimeException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that is stopped while TensorFlow runs what takes longer than it may take. */
@Timeout(60)
class StopTest {
  private static final Duration DRAIN = Duration.ofMillis(100);

  /** Rows that take tenths of a second at the least, on any machine. */
  private static final int ENDLESS = 3000;

  @TempDir private Path directory;

  @Test
  void theWholeStopTakesNoLongerThanItMayAndTheClientsAreAnswered() throws Exception {
    GrpcBundles.slow(directory.resolve("slow/1"));
    long before = Repositories.alive();
    Served served =
        Served.start(
            ModelConfig.of("slow", directory.resolve("slow")),
            options -> options.withDrainTimeout(DRAIN).withAllowsCors(true));
    HttpCaller caller = HttpCaller.of(served.server());
    // The first requests of a process may take longer than what they are to wait for.
    assertThat(ask(caller, 1).join().statusCode()).isEqualTo(200);
    assertThat(ask(served, 1).get().getOutputsOrThrow("y").getFloatValList()).containsExactly(1f);
    CompletableFuture<HttpResponse<String>> answer = ask(caller, ENDLESS);
    ListenableFuture<PredictResponse> message = ask(served, ENDLESS);
    while (!caller
        .get("/monitoring/prometheus/metrics")
        .body()
        .contains("jera_server_requests_active 2.0")) {
      Thread.onSpinWait();
    }

    Stopwatch watch = Stopwatch.createStarted();
    served.server().close();
    assertThat(watch.elapsed()).isLessThan(DRAIN.multipliedBy(8));
    assertThat(answer.join().statusCode()).isEqualTo(503);
    assertThat(answer.join().body()).isEqualTo("{\"error\":\"The server is stopping\"}");
    assertThat(answer.join().headers().firstValue("access-control-allow-origin")).hasValue("*");

    assertThatThrownBy(message::get)
        .hasRootCauseInstanceOf(StatusRuntimeException.class)
        .hasRootCauseMessage("UNAVAILABLE: The server is stopping");

    // What TensorFlow runs it ends; then the models are freed.
    assertThat(Repositories.alive()).isGreaterThan(before);
    while (Repositories.alive() > before) {
      Thread.onSpinWait();
    }
  }

  private static CompletableFuture<HttpResponse<String>> ask(HttpCaller caller, int rows) {
    return CompletableFuture.supplyAsync(
        () -> caller.post("/v1/models/slow:predict", "{\"inputs\": " + rows + "}"));
  }

  private static ListenableFuture<PredictResponse> ask(Served served, int rows) {
    return PredictionServiceGrpc.newFutureStub(served.channel())
        .predict(
            PredictRequest.newBuilder()
                .setModelSpec(ModelSpec.newBuilder().setName("slow"))
                .putInputs("n", BadTensors.ints(rows))
                .build());
  }
}
