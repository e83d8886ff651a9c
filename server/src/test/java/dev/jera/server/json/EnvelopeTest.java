package dev.jera.server.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jera.runtime.Dtype;
import dev.jera.server.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvelopeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"k\": {\"x\": [\"}\"]}, \"inputs\": {\"x\": [ [0, 1] , [2, -3] ]}} | inputs.x[1][1]",
        "{\"inputs\": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 256]} | inputs[10]",
        "{\"inputs\": {\"x\": 256 }} | inputs.x",
        "{\"inputs\": [[1, 2], [3]]} | inputs[1]",
        "{\"inputs\": {\"y\": 1}, \"k\": 1} | inputs",
        "{\"instances\": [1, {\"b64\": \"\"}]} | instances[1]",
        "{\"instances\": [{\"x\": [1]}, {\"x\": [1, 2]}]} | instances[1].x",
        "{\"instances\": 1} | ''",
        "{\"k\": {}} | ''",
      })
  void theRefusedValueHasAPlace(String json, String place) {
    Envelope envelope = Envelope.of(json.getBytes(UTF_8));

    assertThatThrownBy(() -> PredictBody.read(envelope, Signatures.of(Dtype.UINT8)))
        .isInstanceOf(ApiException.class);

    assertThat(envelope.place()).isEqualTo(place);
  }

  @Test
  void aSignatureIsNamedOrNot() {
    assertThat(Envelope.of("{\"signature_name\": \"s\"}".getBytes(UTF_8)).signatureName())
        .hasValue("s");
    assertThat(Envelope.of("{\"signature_name\": \"\"}".getBytes(UTF_8)).signatureName()).isEmpty();
    assertThat(Envelope.of("{}".getBytes(UTF_8)).signatureName()).isEmpty();
  }
}
