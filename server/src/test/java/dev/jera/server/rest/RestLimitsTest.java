package dev.jera.server.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.server.Limits;
import dev.jera.server.ModelServer;
import dev.jera.server.rest.Wire.Answer;
import dev.jera.serving.batching.Batching;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies of more than a MiB, requests of more than two seconds; and other origins. */
class RestLimitsTest {
  private static final String PATH = "/v1/models/m:predict";
  private static final String TOO_LARGE =
      "413 {\"error\":\"The request's body is larger than the server allows (at most: 1048576 bytes, inflated)\"}";
  private static ModelServer server;
  private Wire wire;

  @BeforeAll
  static void start(@TempDir Path directory) {
    server =
        Served.start(
            directory,
            builder ->
                builder
                    .limits(
                        Limits.defaults()
                            .withBodyBytes(1 << 20)
                            .withRequestTimeout(Duration.ofSeconds(2)))
                    .batching(Batching.of(2).withTimeout(Duration.ofSeconds(10)))
                    .options(options -> options.withAllowsCors(true)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void connect() {
    wire = new Wire(server.restPort());
  }

  @AfterEach
  void othersAreAnswered() {
    wire.close();
    try (Wire other = new Wire(server.restPort())) {
      assertThat(other.post(PATH, "{\"instances\": [1, 2]}"))
          .hasToString("200 {\"predictions\":[5.0,8.0]}");
    }
  }

  @Test
  void aBodyThatSaysItIsTooLongIsNotWaitedFor() {
    wire.send("POST " + PATH + " HTTP/1.1\r\nHost: test\r\nContent-Length: 1048577\r\n\r\n");
    assertThat(wire.read("POST")).hasToString(TOO_LARGE);
  }

  @Test
  void aBodyInChunksIsCutOffWhereItIsTooLong() {
    wire.send("POST " + PATH + " HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 17; i++) {
      wire.send("10000\r\n" + " ".repeat(1 << 16) + "\r\n");
    }
    assertThat(wire.read("POST")).hasToString(TOO_LARGE);
  }

  @Test
  void aBodyOfTheLimitIsRead() {
    byte[] body = ("{\"instances\": [1, 2]}" + " ".repeat((1 << 20) - 21)).getBytes(UTF_8);
    assertThat(body).hasSize(1 << 20);
    assertThat(wire.ask("POST", PATH, Map.of(), body))
        .hasToString("200 {\"predictions\":[5.0,8.0]}");
  }

  @Test
  void aGzipBombIsCutOffAndItsConnectionIsStillGood() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
      byte[] blanks = " ".repeat(1 << 20).getBytes(ISO_8859_1);
      for (int i = 0; i < 100; i++) {
        out.write(blanks);
      }
    }
    Map<String, String> gzip = Map.of("Content-Encoding", "gzip");
    assertThat(wire.ask("POST", PATH, gzip, bomb.toByteArray())).hasToString(TOO_LARGE);
    assertThat(wire.get("/v1/models/x").status()).isEqualTo(404);
  }

  @Test
  void aSlowBodyIsNotWaitedForLongerThanTheTimeOut() {
    wire.send("POST " + PATH + " HTTP/1.1\r\nHost: test\r\nContent-Length: 20\r\n\r\n{");
    assertThat(wire.read("POST"))
        .hasToString("408 {\"error\":\"The request's body did not come in time\"}");
    assertThat(wire.isClosed()).isTrue();
  }

  /** One example waits for the second of its batch. */
  @Test
  void aRequestWhoseTimeIsOverIsToldSo() {
    assertThat(wire.post(PATH, "{\"instances\": [1]}"))
        .hasToString("504 {\"error\":\"The request's time is over\"}");
    assertThat(wire.get("/v1/models/x").status()).isEqualTo(404);
  }

  @Test
  void everyAnswerAllowsOtherOriginsWhereThatIsConfigured() {
    assertAllowsOrigins(wire.get("/v1/models/m"), 200);
    assertAllowsOrigins(wire.get("/v1/models/x"), 404);
    assertAllowsOrigins(wire.ask("PUT", "/v1/models/m", Map.of(), new byte[0]), 400);
    assertAllowsOrigins(wire.post(PATH, "{\"instances\": [1, 2]}"), 200);
  }

  @Test
  void optionsIsAnsweredWhereOtherOriginsAreAllowed() {
    Answer answer = wire.ask("OPTIONS", PATH, Map.of("Origin", "http://elsewhere"), new byte[0]);
    assertAllowsOrigins(answer, 200);
    assertThat(answer.body()).isEmpty();
  }

  private static void assertAllowsOrigins(Answer answer, int status) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.headers())
        .containsEntry("access-control-allow-origin", "*")
        .containsEntry("access-control-allow-methods", "POST, GET")
        .containsEntry("access-control-allow-headers", "Content-Type");
  }
}
