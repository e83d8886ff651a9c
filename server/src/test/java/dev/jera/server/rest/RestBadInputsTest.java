package dev.jera.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are wrong in one way; a good one is answered after each. */
class RestBadInputsTest extends Asking {
  private static final String PATH = "/v1/models/m:predict";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"instances\": [1, 2",
        "{\"instances\": [1, 2]}}",
        "{'instances': [1]}",
        "[1,2]",
        "\"x\"",
        "{\"instances\": [1], \"inputs\": [1]}",
        "{}",
        "{\"instances\": []}",
        "{\"instances\": {}}",
        "{\"inputs\": [[1], [1, 2]]}",
        "{\"instances\": [1, [2]]}",
        "{\"instances\": [\"1\"]}",
        "{\"instances\": [null]}",
        "{\"instances\": [1e400]}",
        "{\"instances\": [{\"x\": 1, \"y\": 2}]}",
        "{\"instances\": [{}]}",
        "{\"instances\": [[1, 2], [3, 4]]}",
        "{\"signature_name\": \"int32\", \"instances\": [1.5]}",
        "{\"signature_name\": \"int32\", \"instances\": [1099511627776]}",
        "{\"signature_name\": \"int8\", \"instances\": [300]}",
        "{\"signature_name\": \"string\", \"instances\": [{\"b64\": \"*\"}]}",
        "{\"signature_name\": \"unknown\", \"instances\": [1]}",
      })
  void aBodyThatIsWrongIsRefusedAsJson(String body) {
    Wire.Answer answer = wire().post(PATH, body);
    assertThat(answer.toString()).matches("400 \\{\"error\":\".+\"}");
    assertThat(answer.headers()).containsEntry("content-type", "application/json");
  }

  @Test
  void bodiesThatAreNestedTooDeeplyAreCutByACap() {
    for (String opening : new String[] {"[", "{\"a\":", "{\"instances\": [", "[{\"b\": "}) {
      assertThat(wire().post(PATH, opening.repeat(100_000)).toString())
          .startsWith(
              "400 {\"error\":\"JSON Parse error: Nested deeper than 255 levels, the limit of JSON's depth.");
    }
  }

  @Test
  void invalidUtf8IsRefused() {
    byte[] body = "{\"instances\": [\"?\"]}".getBytes(UTF_8);
    body[16] = (byte) 0xC0;
    assertThat(wire().ask("POST", PATH, Map.of(), body).toString())
        .startsWith("400 {\"error\":\"JSON Parse error: Invalid encoding in string.");
  }

  /** As numbers of a signed byte, these are below any digit, and by subtraction above zero. */
  @Test
  void bytesBeyondAsciiAreNoDigits() {
    for (int letter = 0x80; letter <= 0xff; letter++) {
      byte[] body = "{\"instances\": [1?, 2]}".getBytes(UTF_8);
      body[16] = (byte) letter;
      assertThat(wire().ask("POST", PATH, Map.of(), body).toString())
          .startsWith("400 {\"error\":\"JSON Parse error: Missing a comma or ] after");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/models/unknown:predict, 404",
    "/v1/models/m/versions/9:predict, 404",
    "/v1/models/m/labels/unknown:predict, 400",
    "/v1/models/m/versions/99999999999999999999:predict, 400",
    "/v1/models/m%2Fversions%2F1:predict, 404",
  })
  void whatIsNotServedIsSaid(String path, int status) {
    assertThat(wire().post(path, "{\"instances\": [1]}").status()).isEqualTo(status);
  }

  /** Armeria refuses these before any service sees them, and closes the connection. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "..%2f..%2fetc%2fpasswd",
        "%00",
        "../../../etc/passwd",
        "%2e%2e",
        "a%2F..%2Fb",
        "%zz"
      })
  void namesThatLookLikeAttacksAreRefused(String name) {
    try (Wire other = SERVER.connect()) {
      Wire.Answer answer = other.get("/v1/models/" + name);
      assertThat(answer.status()).isIn(400, 404);
      assertThat(answer.text()).startsWith("{\"error\":\"");
    }
  }

  @Test
  void aNameOfAMillionLettersIsTooLong() {
    try (Wire other = SERVER.connect()) {
      other.send("GET /v1/models/" + "n".repeat(5000));
      assertThat(other.read("GET")).hasToString("414 {\"error\":\"Too Long URI\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE"})
  void otherMethodsAreMalformed(String method) {
    assertThat(wire().ask(method, "/v1/models/m", Map.of(), "{}".getBytes(UTF_8)))
        .hasToString(refusal("Malformed request: " + method + " /v1/models/m"));
  }
}
