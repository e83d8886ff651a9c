package dev.jera.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jera.server.Limits;
import dev.jera.server.Lines;
import dev.jera.server.ModelServer;
import java.io.EOFException;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies of 500,000 bytes together, and of four levels; on both REST APIs. */
class RestBudgetTest {
  private static final String PREDICT = "/v1/models/m:predict";
  private static final String REGRESS = "/v1/models/m:regress";
  private static final String INFER = "/v2/models/m/infer";
  private static ModelServer server;
  private Wire wire;

  @BeforeAll
  static void start(@TempDir Path directory) {
    server =
        Served.start(
            directory,
            builder -> builder.limits(Limits.defaults().withHeldBytes(500_000).withJsonDepth(4)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void connect() {
    wire = new Wire(server.restPort());
  }

  /** A client may read the end of an answer before the server has let go of the request. */
  @AfterEach
  void othersAreAnswered() throws Exception {
    wire.close();
    try (Wire other = new Wire(server.restPort())) {
      Wire.Answer answer = other.post(PREDICT, "{\"instances\": [1, 2]}");
      for (int again = 0; answer.status() == 503 && again < 100; again++) {
        Thread.sleep(50);
        answer = other.post(PREDICT, "{\"instances\": [1, 2]}");
      }
      assertThat(answer).hasToString("200 {\"predictions\":[5.0,8.0]}");
    }
  }

  @Test
  void aBodyAsDeepAsTheLimitIsRead() {
    assertThat(wire.post(PREDICT, "{\"signature_name\": \"any\", \"instances\": [[[1]]]}"))
        .hasToString("200 {\"predictions\":[[[1.0]]]}");
    assertThat(wire.post(INFER, infer("[1, 2]")).text()).contains("\"data\":[5.0,8.0]");
  }

  @Test
  void aDeeperBodyIsRefusedByTheLimitsName() {
    String message =
        "400 {\"error\":\"JSON Parse error: Nested deeper than 4 levels, the limit of JSON's depth. at offset: ";
    assertThat(wire.post(PREDICT, "{\"instances\": [[[[1]]]]}")).hasToString(message + "17\"}");
    assertThat(wire.post(REGRESS, "{\"examples\": [{\"x\": [[1.0]]}]}"))
        .hasToString(message + "21\"}");
    String infer = infer("[[1, 2]]");
    assertThat(wire.post(INFER, infer)).hasToString(message + (infer.indexOf("[[1") + 1) + "\"}");
  }

  /** 10,000 bytes in as many chunks weigh 650,000. */
  @Test
  void chunksOfOneByteWeighMoreThanTheirBytes() {
    String body = "{\"instances\": [1, 2]}" + " ".repeat(9_979);
    assertThat(wire.post(PREDICT, body)).hasToString("200 {\"predictions\":[5.0,8.0]}");

    wire.send("POST " + PREDICT + " HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n");
    wire.send(body.replaceAll("(?s).", "1\r\n$0\r\n") + "0\r\n\r\n");

    assertBeyondTheBudget(wire.read("POST"));
  }

  /** An empty example takes 42 bytes: 30,000 of three letters each are beyond the budget. */
  @Test
  void smallExamplesWeighMoreThanTheirLetters() {
    assertThat(wire.post(REGRESS, examples(1_000, "")).status()).isEqualTo(200);
    assertBeyondTheBudget(wire.post(REGRESS, examples(30_000, "")));
  }

  /** The context is in each of 1,000 examples. */
  @Test
  void aContextWeighsInEveryExample() {
    assertBeyondTheBudget(
        wire.post(
            REGRESS, examples(1_000, "\"context\": {\"c\": \"" + "x".repeat(1_000) + "\"},")));
  }

  /** 200,000 bytes of a body leave no room for an answer of 400,000, which has begun. */
  @Test
  void anAnswerBeyondTheBudgetIsBrokenOffAndTheLogSaysSo() throws Exception {
    String ones = String.join(",", Collections.nCopies(100_000, "1"));
    try (Lines lines = new Lines("dev.jera.server.http.FailureLog")) {
      assertThatThrownBy(
              () -> wire.post(PREDICT, "{\"signature_name\": \"any\", \"inputs\": [" + ones + "]}"))
          .hasRootCauseInstanceOf(EOFException.class);
      assertThat(lines.next())
          .matches(
              "[0-9a-f]{16} POST /v1/models/[a-z]+:predict from [0-9.:]+: broken off, The bodies of the requests .* \\(at most: 375000\\); try again later");
    }
  }

  private static void assertBeyondTheBudget(Wire.Answer answer) {
    assertThat(answer.toString())
        .startsWith(
            "503 {\"error\":\"The bodies of the requests that the server is answering take 50")
        .endsWith(" bytes (at most: 500000); try again later\"}");
  }

  private static String examples(int count, String members) {
    return "{\"signature_name\": \"regress\", %s \"examples\": [%s]}"
        .formatted(members, String.join(",", Collections.nCopies(count, "{}")));
  }

  private static String infer(String data) {
    return "{\"inputs\": [{\"name\": \"x\", \"shape\": [2], \"datatype\": \"FP32\", \"data\": %s}]}"
        .formatted(data);
  }
}
