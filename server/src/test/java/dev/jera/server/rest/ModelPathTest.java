package dev.jera.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jera.server.rest.ModelPath.Verb;
import dev.jera.serving.repository.ModelRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelPathTest {
  @Test
  void aPostAsksAVersionOfAModel() {
    assertThat(ModelPath.of("POST", "/v1/models/m:predict"))
        .isEqualTo(new ModelPath(ModelRef.latest("m"), Verb.PREDICT));
    assertThat(ModelPath.of("POST", "/v1/models/m/versions/007:classify"))
        .isEqualTo(new ModelPath(ModelRef.version("m", 7), Verb.CLASSIFY));
    assertThat(ModelPath.of("POST", "/v1/models/m/labels/stable:regress"))
        .isEqualTo(new ModelPath(ModelRef.label("m", "stable"), Verb.REGRESS));
  }

  @Test
  void aGetAsksAboutAModel() {
    assertThat(ModelPath.of("GET", "/v1/models/m"))
        .isEqualTo(new ModelPath(ModelRef.latest("m"), Verb.STATUS));
    assertThat(ModelPath.of("GET", "/v1/models/m/versions/9223372036854775807"))
        .isEqualTo(new ModelPath(ModelRef.version("m", Long.MAX_VALUE), Verb.STATUS));
    assertThat(ModelPath.of("GET", "/v1/models/m/labels/stable/metadata"))
        .isEqualTo(new ModelPath(ModelRef.label("m", "stable"), Verb.METADATA));
    assertThat(ModelPath.of("GET", "/v1/models/metadata"))
        .isEqualTo(new ModelPath(ModelRef.latest("metadata"), Verb.STATUS));
  }

  @ParameterizedTest
  @CsvSource({
    "a%2Fb, a/b",
    "..%2f..%2fetc%2fpasswd, ../../etc/passwd",
    "%C3%A4, \u00e4",
    "a%20b+c, a b+c",
    "a%3Ab, a:b",
    "%, %",
    "100%, 100%",
    "%4, %4",
    "%zz%41, %zzA",
    "%2541, %41",
    "m;x=1, m;x=1",
  })
  void namesAndLabelsArePercentDecodedAfterTheMatch(String sent, String decoded) {
    assertThat(ModelPath.of("GET", "/v1/models/" + sent).model())
        .isEqualTo(ModelRef.latest(decoded));
    assertThat(ModelPath.of("POST", "/v1/models/m/labels/" + sent + ":predict").model())
        .isEqualTo(ModelRef.label("m", decoded));
  }

  @Test
  void aNameMayHoldANulAndBeAMillionLettersLong() {
    assertThat(ModelPath.of("GET", "/v1/models/%00").model()).isEqualTo(ModelRef.latest("\0"));
    String name = "n".repeat(1 << 20);
    assertThat(ModelPath.of("GET", "/v1/models/" + name).model()).isEqualTo(ModelRef.latest(name));
  }

  @Test
  void allButTheVerbMayBeInAnyCase() {
    assertThat(ModelPath.of("POST", "/V1/Models/M/Versions/1:predict").model())
        .isEqualTo(ModelRef.version("M", 1));
    refuses("POST", "/v1/models/m:PREDICT", "Malformed request: POST /v1/models/m:PREDICT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /v1/models/m",
        "POST /v1/models/m:train",
        "POST /v1/models/:predict",
        "POST /v1/models/m/versions/abc:predict",
        "POST /v1/models/m/versions/-1:predict",
        "POST /v1/models/m/versions/:predict",
        "POST /v1/models/m/versions/1/labels/stable:predict",
        "POST /v1/models/a/b:predict",
        "POST /v1/models/m:predict/",
        "POST /v1/models/m/metadata",
        "GET /v1/",
        "GET /v1/models/",
        "GET /v1/models/m/",
        "GET /v1/models/m:predict",
        "GET /v1/models/m/versions/abc",
        "GET /v1/models/m/metadata/x",
        "GET /v1/models//m",
        "PUT /v1/models/m:predict",
        "DELETE /v1/models/m",
        "HEAD /v1/models/m",
      })
  void whatIsNoneOfTheseIsMalformed(String line) {
    String[] parts = line.split(" ", 2);
    refuses(parts[0], parts[1], "Malformed request: " + line);
  }

  @Test
  void aVersionBeyondInt64IsNotConverted() {
    refuses(
        "POST",
        "/v1/models/m/versions/9223372036854775808:predict",
        "Failed to convert version: 9223372036854775808 to numeric.");
  }

  @Test
  void aModelMustBeNamed() {
    refuses("GET", "/v1/models", "Missing model name in request.");
    refuses("GET", "/v1/models/versions/1", "Missing model name in request.");
  }

  private static void refuses(String method, String path, String message) {
    assertThatThrownBy(() -> ModelPath.of(method, path)).hasMessage(message);
  }
}
