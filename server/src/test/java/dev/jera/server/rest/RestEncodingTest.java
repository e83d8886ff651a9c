package dev.jera.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.server.rest.Wire.Answer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gzip of bodies both ways, and answers in pieces. */
class RestEncodingTest extends Asking {
  private static final String PATH = "/v1/models/m:predict";
  private static final byte[] BODY = "{\"instances\": [1, 2]}".getBytes(UTF_8);
  private static final String ANSWER = "200 {\"predictions\":[5.0,8.0]}";

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "x-gzip", "GZIP"})
  void aGzipBodyIsInflated(String coding) throws IOException {
    assertThat(ask(coding, gzip(BODY))).hasToString(ANSWER);
  }

  @Test
  void severalMembersOfGzipAreOneBody() throws IOException {
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.write(gzip(Arrays.copyOf(BODY, 5)));
    members.write(gzip(Arrays.copyOfRange(BODY, 5, BODY.length)));
    assertThat(ask("gzip", members.toByteArray())).hasToString(ANSWER);
  }

  @Test
  void aBodyMayBeWhatItIs() {
    assertThat(ask("identity", BODY)).hasToString(ANSWER);
  }

  @Test
  void aCorruptGzipBodyIsRefused() throws IOException {
    byte[] zipped = gzip(BODY);
    byte[] damaged = zipped.clone();
    damaged[damaged.length - 8] ^= 1;
    String start =
        "400 {\"error\":\"The request's body is no whole gzip stream, as its Content-Encoding says: ";
    assertThat(ask("gzip", BODY).toString()).isEqualTo(start + "Not in GZIP format\"}");
    assertThat(ask("gzip", damaged).toString()).isEqualTo(start + "Corrupt GZIP trailer\"}");
    for (int length = 1; length < zipped.length; length++) {
      assertThat(ask("gzip", Arrays.copyOf(zipped, length)).toString()).startsWith(start);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "deflate", "gzip, gzip", "nonsense"})
  void anUnknownEncodingIsUnsupported(String coding) {
    assertThat(ask(coding, BODY))
        .hasToString(
            "415 {\"error\":\"Content-Encoding: "
                + coding
                + " (expected: gzip, identity or none)\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | true",
        "deflate, GZIP;q=0.1 | true",
        "br,x-gzip | true",
        "identity | false",
        "gzip;q=0 | false",
        "gzip; q=0.000 | false",
        "deflate | false",
      })
  void anAnswerIsCompressedWhereTheClientTakesIt(String accepted, boolean isZipped)
      throws IOException {
    Answer plain = wire().get("/v1/models/m/metadata");
    Answer answer =
        wire()
            .ask("GET", "/v1/models/m/metadata", Map.of("Accept-Encoding", accepted), new byte[0]);
    assertThat(plain.headers()).doesNotContainKey("content-encoding");
    if (isZipped) {
      assertThat(answer.headers())
          .containsEntry("content-encoding", "gzip")
          .containsEntry("vary", "accept-encoding");
      assertThat(gunzip(answer.body().toByteArray())).isEqualTo(plain.body().toByteArray());
    } else {
      assertThat(answer.headers()).doesNotContainKey("content-encoding");
      assertThat(answer.body()).isEqualTo(plain.body());
    }
  }

  @Test
  void aSmallAnswerIsNotWorthIt() {
    assertThat(wire().ask("POST", PATH, Map.of("Accept-Encoding", "gzip"), BODY))
        .hasToString(ANSWER);
  }

  @Test
  void aSmallAnswerHasALengthAndALargeOneComesInPieces() {
    Answer small = predict("fill", "\"inputs\": 3");
    assertThat(small).hasToString("200 {\"outputs\":[0.5,0.5,0.5]}");
    assertThat(small.headers()).containsEntry("content-length", "25");
    Answer large = predict("fill", "\"inputs\": 100000");
    assertThat(large.headers())
        .containsEntry("transfer-encoding", "chunked")
        .doesNotContainKey("content-length");
    assertThat(large.text()).isEqualTo("{\"outputs\":[0.5" + ",0.5".repeat(99_999) + "]}");
  }

  @Test
  void aLargeAnswerIsCompressedInPieces() throws IOException {
    Answer answer =
        wire()
            .ask(
                "POST",
                PATH,
                Map.of("Accept-Encoding", "gzip"),
                "{\"signature_name\": \"fill\", \"inputs\": 100000}".getBytes(UTF_8));
    assertThat(new String(gunzip(answer.body().toByteArray()), UTF_8))
        .isEqualTo("{\"outputs\":[0.5" + ",0.5".repeat(99_999) + "]}");
  }

  @Test
  void clientsThatDoNotReadTheirAnswersKeepNobodyWaiting() {
    byte[] body = "{\"signature_name\": \"fill\", \"inputs\": 3000000}".getBytes(UTF_8);
    Wire[] lazy = new Wire[12];
    for (int i = 0; i < lazy.length; i++) {
      lazy[i] = SERVER.connect();
      lazy[i].send("POST " + PATH + " HTTP/1.1\r\nHost: test\r\nContent-Length: " + body.length);
      lazy[i].send("\r\n\r\n");
      lazy[i].send(body);
    }
    assertThat(wire().post(PATH, "{\"instances\": [1, 2]}")).hasToString(ANSWER);
    for (Wire each : lazy) {
      each.close();
    }
  }

  private Answer ask(String coding, byte[] body) {
    return wire().ask("POST", PATH, Map.of("Content-Encoding", coding), body);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(plain);
    }
    return zipped.toByteArray();
  }

  private static byte[] gunzip(byte[] zipped) throws IOException {
    return new GZIPInputStream(new ByteArrayInputStream(zipped)).readAllBytes();
  }
}
