package dev.jera.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.server.rest.Wire.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** "URLs and dispatch" of TensorFlow Serving's REST API. */
class RestPathsTest extends Asking {
  @ParameterizedTest
  @CsvSource({
    "m, 8.0",
    "m/versions/1, 3.0",
    "m/versions/00001, 3.0",
    "m/versions/2, 8.0",
    "m/labels/stable, 3.0",
    "m/labels/ca%2Fnary, 8.0",
    "%6d, 8.0",
  })
  void aVersionAnswersByNumberByLabelOrAsTheNewest(String path, String answer) {
    assertThat(wire().post("/v1/models/" + path + ":predict", "{\"instances\": [2]}"))
        .hasToString("200 {\"predictions\":[" + answer + "]}");
  }

  @ParameterizedTest
  @CsvSource({
    "x, 'Latest(x)'",
    "x%2Fy, 'Latest(x/y)'",
    "m;x=1, 'Latest(m;x=1)'",
    "x/versions/3, 'Specific(x, 3)'",
    "m/versions/3, 'Specific(m, 3)'",
  })
  void whatIsNotServedIsNotFound(String path, String servable) {
    for (String verb : new String[] {":classify", ":regress"}) {
      assertThat(wire().post("/v1/models/" + path + verb, "{\"examples\": [{}]}"))
          .hasToString("404 {\"error\":\"Servable not found for request: " + servable + "\"}");
    }
    assertThat(wire().post("/v1/models/" + path + ":predict", "{\"instances\": [1]}"))
        .hasToString("404 {\"error\":\"Servable not found for request: " + servable + "\"}");
  }

  @Test
  void anUnknownLabelIsInvalid() {
    String answer = "400 {\"error\":\"Unrecognized servable version label: beta\"}";
    assertThat(wire().post("/v1/models/m/labels/beta:predict", "{\"instances\": [1]}"))
        .hasToString(answer);
    assertThat(wire().get("/v1/models/m/labels/beta")).hasToString(answer);
    assertThat(wire().get("/v1/models/m/labels/beta/metadata")).hasToString(answer);
  }

  @Test
  void aVersionThatIsNoNumberIsMalformed() {
    assertThat(wire().get("/v1/models/m/versions/abc"))
        .hasToString("400 {\"error\":\"Malformed request: GET /v1/models/m/versions/abc\"}");
  }

  @Test
  void aVersionBeyondInt64IsNotConverted() {
    String answer =
        "400 {\"error\":\"Failed to convert version: 99999999999999999999 to numeric.\"}";
    assertThat(wire().get("/v1/models/m/versions/99999999999999999999")).hasToString(answer);
    assertThat(wire().post("/v1/models/m/versions/99999999999999999999:predict", "{}"))
        .hasToString(answer);
  }

  @Test
  void theModelsAsSuchHaveNoStatus() {
    assertThat(wire().get("/v1/models"))
        .hasToString("400 {\"error\":\"Missing model name in request.\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
  void otherMethodsAreMalformed(String method) {
    assertThat(wire().ask(method, "/v1/models/m:predict", Map.of(), new byte[] {1, 2}))
        .hasToString("400 {\"error\":\"Malformed request: " + method + " /v1/models/m:predict\"}");
  }

  @Test
  void aHeadIsMalformedWithoutABody() {
    assertThat(wire().ask("HEAD", "/v1/models/m", Map.of(), new byte[0])).hasToString("400 ");
  }

  @Test
  void thePathIsTakenAsItCame() {
    assertThat(wire().get("/v1//models/m"))
        .hasToString("400 {\"error\":\"Malformed request: GET /v1//models/m\"}");
    assertThat(wire().get("/v1/models/m:predict?x=%2F"))
        .hasToString("400 {\"error\":\"Malformed request: GET /v1/models/m:predict\"}");
    assertThat(wire().post("/V1/Models/m:predict?verbose=1", "{\"instances\": [1]}"))
        .hasToString("200 {\"predictions\":[5.0]}");
  }

  @Test
  void theContentTypeOfARequestIsNotLookedAtAndThatOfAnAnswerIsJson() {
    byte[] body = "{\"instances\": [1]}".getBytes(UTF_8);
    for (String type : new String[] {"text/plain", "image/png", "nonsense"}) {
      Answer answer =
          wire().ask("POST", "/v1/models/m:predict", Map.of("Content-Type", type), body);
      assertThat(answer).hasToString("200 {\"predictions\":[5.0]}");
      assertThat(answer.headers()).containsEntry("content-type", "application/json");
    }
    for (String path : new String[] {"/v1/models", "/v1/models/x", "/v1/x", "/v1/models/m"}) {
      assertThat(wire().get(path).headers()).containsEntry("content-type", "application/json");
    }
  }

  @Test
  void nothingIsSaidOfOtherOrigins() {
    assertThat(wire().get("/v1/models/m").headers().keySet())
        .noneMatch(name -> name.startsWith("access-control"));
  }
}
