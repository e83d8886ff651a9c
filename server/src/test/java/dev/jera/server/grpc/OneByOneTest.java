package dev.jera.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.BlockingWebClient;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import dev.jera.server.Limits;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A place for one request alone, and clients that ask one by one: whoever has the whole answer
 * finds the place free.
 */
@Timeout(60)
class OneByOneTest {
  private static final int REQUESTS = 500;

  @TempDir static Path directory;
  private static Served served;

  @BeforeAll
  static void start() {
    served = Served.half(directory, Limits.defaults().withRequests(1));
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  @Test
  void overGrpcNoneIsRefused() {
    for (int i = 0; i < REQUESTS; i++) {
      served.answersAGoodRequest();
    }
  }

  @Test
  void overRestNoneIsRefused() {
    askByRest("{\"inputs\": [2]}", "{\"outputs\":[3.0]}", REQUESTS);
  }

  /** It is sent in pieces; zeros twice as many as a piece has bytes. */
  @Test
  void afterALargeAnswerOverRestNoneIsRefused() {
    int count = 1 << 17;
    askByRest(
        "{\"inputs\": [0" + ",0".repeat(count - 1) + "]}",
        "{\"outputs\":[2.0" + ",2.0".repeat(count - 1) + "]}",
        10);
  }

  @Test
  void afterAFailureOverRestNoneIsRefused() {
    BlockingWebClient client = client();
    for (int i = 0; i < REQUESTS; i++) {
      assertThat(client.post("/v1/models/half:predict", "{").status().code()).isEqualTo(400);
    }
  }

  /** By HTTP/1.1, one connection. */
  private static BlockingWebClient client() {
    return WebClient.of("h1c://127.0.0.1:" + served.server().restPort()).blocking();
  }

  private static void askByRest(String body, String expected, int requests) {
    BlockingWebClient client = client();
    for (int i = 0; i < requests; i++) {
      AggregatedHttpResponse answer = client.post("/v1/models/half/labels/stable:predict", body);
      assertThat(answer.contentUtf8().replaceAll("\\s", "")).isEqualTo(expected);
    }
  }
}
