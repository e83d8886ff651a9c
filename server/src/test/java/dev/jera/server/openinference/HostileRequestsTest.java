package dev.jera.server.openinference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.primitives.Bytes;
import dev.jera.server.proto.inference.ModelMetadataRequest;
import dev.jera.server.proto.inference.ModelReadyRequest;
import dev.jera.server.rest.Wire;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Names, versions, methods and encodings that look like attacks; after each of them a good request
 * is answered.
 */
@ExtendWith(SharedServer.class)
class HostileRequestsTest {
  private static final String INFER = "/v2/models/echo/infer";

  /** Of {@link InferServer#GOOD}, with b as bytes after the JSON. */
  private static final String BINARY =
      InferServer.GOOD.replace("\"data\":[5,6]", "\"parameters\":{\"binary_data_size\":8}");

  private static final byte[] FIVE_SIX = {5, 0, 0, 0, 6, 0, 0, 0};

  private static InferServer server;

  @BeforeAll
  static void share(InferServer shared) {
    server = shared;
  }

  @AfterEach
  void aGoodRequestInBinaryIsAnswered() throws Exception {
    assertThat(server.binary(INFER, BINARY, FIVE_SIX).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..%2f..%2fetc%2fpasswd",
        "%00",
        "../../../etc/passwd",
        "%2e%2e",
        "a%2F..%2Fb",
        "%zz",
        "echo%2Fversions%2F1"
      })
  void namesThatLookLikePaths(String name) {
    for (String rest : List.of("", "/infer", "/versions/1/infer")) {
      assertThat(asked("POST", "/v2/models/" + name + rest, Map.of(), InferServer.GOOD))
          .matches("(400|404) \\{\"error\":\".+\"}");
    }
    assertThat(asked("GET", "/v2/models/" + name, Map.of(), ""))
        .matches("(400|404) \\{\"error\":\".+\"}");
    assertThat(asked("GET", "/v2/models/" + name + "/ready", Map.of(), ""))
        .matches("(400|404|503) \\{\"error\":\".+\"}")
        .doesNotContain("root:");
  }

  @Test
  void aNameOfAMillionLetters() {
    try (Wire wire = wire()) {
      wire.send("POST /v2/models/" + "n".repeat(5000));
      assertThat(wire.read("POST")).hasToString("414 {\"error\":\"Too Long URI\"}");
    }
    is(Status.Code.RESOURCE_EXHAUSTED, () -> infer("n".repeat(1 << 20), ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../etc/passwd", "..%2f..%2fetc%2fpasswd", "echo/versions/1", "\0"})
  void namesThatLookLikePathsOverGrpc(String name) {
    is(Status.Code.NOT_FOUND, () -> infer(name, ""));
    is(
        Status.Code.NOT_FOUND,
        () -> server.grpc().modelMetadata(ModelMetadataRequest.newBuilder().setName(name).build()));
    is(
        Status.Code.NOT_FOUND,
        () -> server.grpc().modelReady(ModelReadyRequest.newBuilder().setName(name).build()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"99999999999999999999", "-99999999999999999999", "1.5", "one", "%00"})
  void versionsThatAreNone(String version) throws Exception {
    String path = "/v2/models/echo/versions/" + version;
    assertThat(asked("POST", path + "/infer", Map.of(), InferServer.GOOD))
        .matches("400 \\{\"error\":\".+\"}");
    assertThat(asked("GET", path, Map.of(), "")).matches("400 \\{\"error\":\".+\"}");
    assertThat(asked("GET", path + "/ready", Map.of(), "")).matches("400 \\{\"error\":\".+\"}");
    if (!version.contains("%")) {
      assertThat(server.binary(path + "/infer", BINARY, FIVE_SIX).statusCode()).isEqualTo(400);
    }
    is(Status.Code.INVALID_ARGUMENT, () -> infer("echo", version));
    is(
        Status.Code.INVALID_ARGUMENT,
        () ->
            server
                .grpc()
                .modelMetadata(
                    ModelMetadataRequest.newBuilder().setName("echo").setVersion(version).build()));
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, " + INFER,
    "DELETE, " + INFER,
    "DELETE, /v2/models/echo",
    "PUT, /v2/models/echo/ready"
  })
  void otherMethods(String method, String path) {
    assertThat(asked(method, path, Map.of(), "{}"))
        .isEqualTo(
            "404 {\"error\":\"The Open Inference Protocol has no %s %s\"}".formatted(method, path));
  }

  @Test
  void gzipThatIsCorrupt() throws IOException {
    byte[] json = InferServer.GOOD.getBytes(UTF_8);
    byte[] binary = Bytes.concat(BINARY.getBytes(UTF_8), FIVE_SIX);
    Map<String, String> gzip = Map.of("Content-Encoding", "gzip");
    Map<String, String> gzipAndLength =
        Map.of("Content-Encoding", "gzip", InferServer.JSON_LENGTH, "" + BINARY.length());
    try (Wire wire = wire()) {
      assertThat(wire.ask("POST", INFER, gzip, gzip(json)).status()).isEqualTo(200);
      assertThat(wire.ask("POST", INFER, gzipAndLength, gzip(binary)).status()).isEqualTo(200);
      corrupt(wire, gzip, json);
      corrupt(wire, gzipAndLength, binary);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "deflate", "gzip, gzip", "nonsense"})
  void encodingsThatAreUnknown(String coding) {
    String answer =
        "415 {\"error\":\"Content-Encoding: %s (expected: gzip, identity or none)\"}"
            .formatted(coding);
    Map<String, String> json = Map.of("Content-Encoding", coding);
    Map<String, String> binary =
        Map.of("Content-Encoding", coding, InferServer.JSON_LENGTH, "" + BINARY.length());
    assertThat(asked("POST", INFER, json, InferServer.GOOD)).isEqualTo(answer);
    assertThat(asked("POST", INFER, binary, BINARY)).isEqualTo(answer);
  }

  private static void corrupt(Wire wire, Map<String, String> headers, byte[] plain)
      throws IOException {
    byte[] zipped = gzip(plain);
    byte[] damaged = zipped.clone();
    damaged[damaged.length - 8] ^= 1;
    for (byte[] body :
        List.of(plain, damaged, Arrays.copyOf(zipped, 5), Arrays.copyOf(zipped, 40))) {
      assertThat(wire.ask("POST", INFER, headers, body).toString())
          .startsWith("400 {\"error\":\"The request's body is no whole gzip stream, as its");
    }
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(plain);
    }
    return zipped.toByteArray();
  }

  /** Over a connection of its own, as the server closes those of requests that are malformed. */
  private static String asked(
      String method, String path, Map<String, String> headers, String body) {
    try (Wire wire = wire()) {
      return wire.ask(method, path, headers, body.getBytes(UTF_8)).toString();
    }
  }

  private static Wire wire() {
    return new Wire(server.server().restPort());
  }

  private static void infer(String name, String version) {
    var unused =
        server
            .grpc()
            .modelInfer(InferServer.good().setModelName(name).setModelVersion(version).build());
  }

  private static void is(Status.Code code, ThrowingCallable call) {
    assertThat(catchThrowableOfType(StatusRuntimeException.class, call).getStatus().getCode())
        .isEqualTo(code);
  }
}
