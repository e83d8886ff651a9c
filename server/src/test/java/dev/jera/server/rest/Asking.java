package dev.jera.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Asks {@link Served} over a connection that must still be good after each test. */
abstract class Asking {
  @RegisterExtension static final SharedServer SERVER = new SharedServer();

  private Wire wire;

  @BeforeEach
  final void connect() {
    wire = SERVER.connect();
  }

  @AfterEach
  final void theConnectionIsStillGood() {
    assertThat(wire.post("/v1/models/m:predict", "{\"instances\": [1]}"))
        .hasToString("200 {\"predictions\":[5.0]}");
    wire.close();
  }

  final Wire wire() {
    return wire;
  }

  /** Asks the signature with the members of the body that follow its name. */
  final Wire.Answer predict(String signature, String members) {
    return wire.post(
        "/v1/models/m/versions/1:predict",
        "{\"signature_name\": \"" + signature + "\", " + members + "}");
  }

  final void answers(String signature, String members, String answer) {
    assertThat(predict(signature, members)).hasToString("200 " + answer);
  }

  final void refuses(String signature, String members, String message) {
    assertThat(predict(signature, members)).hasToString(refusal(message));
  }

  static String refusal(String message) {
    return "400 {\"error\":\"" + message.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
  }
}
