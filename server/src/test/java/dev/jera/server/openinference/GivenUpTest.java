package dev.jera.server.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jera.server.Limits;
import dev.jera.server.proto.inference.ModelInferRequest;
import dev.jera.serving.batching.Batching;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GivenUpTest {
  /** One example waits an hour for a second one, and takes the only place that there is. */
  @Test
  void requestsWhoseTimeIsOverMakeRoom(@TempDir Path directory) throws Exception {
    Limits limits = Limits.defaults().withRequests(1).withRequestTimeout(Duration.ofSeconds(1));
    Batching pairs = Batching.of(2).withTimeout(Duration.ofHours(1));
    try (InferServer server =
        InferServer.start(directory, builder -> builder.limits(limits).batching(pairs))) {
      StatusRuntimeException late =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () ->
                  server
                      .grpc()
                      .withDeadlineAfter(500, TimeUnit.MILLISECONDS)
                      .modelInfer(oneExample()));
      assertThat(late.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      awaitRoom(server);

      HttpResponse<String> response =
          server.post(
              "/v2/models/echo/infer",
              "{\"inputs\":[{\"name\":\"a\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2]},{\"name\":\"b\",\"shape\":[1],\"datatype\":\"INT32\",\"data\":[5]}]}");
      assertThat(response.statusCode()).isEqualTo(504);
      assertThat(response.body()).isEqualTo("{\"error\":\"The request's time is over\"}");
      awaitRoom(server);
    }
  }

  /** Asks for two examples, which fill a batch, until they are not refused. */
  private static void awaitRoom(InferServer server) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    int status;
    do {
      status = server.post("/v2/models/echo/infer", InferServer.GOOD).statusCode();
    } while (status != 200 && System.nanoTime() < end);
    assertThat(status).isEqualTo(200);
  }

  private static ModelInferRequest oneExample() {
    ModelInferRequest.Builder request = InferServer.good();
    request.getInputsBuilder(0).setShape(0, 1).getContentsBuilder().clear().addFp32Contents(1);
    request.getInputsBuilder(0).getContentsBuilder().addFp32Contents(2);
    request.getInputsBuilder(1).setShape(0, 1).getContentsBuilder().clear().addIntContents(5);
    return request.build();
  }
}
