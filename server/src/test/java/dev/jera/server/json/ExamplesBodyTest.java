package dev.jera.server.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.server.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;

class ExamplesBodyTest {

  @Test
  void theKindOfAFeatureIsThatOfItsValues() throws InvalidProtocolBufferException {
    Map<String, Feature> features =
        features(
            0,
            "{\"examples\": [{\"i\": [1, true, -9223372036854775808], \"f\": [1.0, 1e2, NaN],"
                + " \"s\": [\"ü\", {\"b64\": \"/w==\"}], \"none\": [], \"one\": false}]}");

    assertThat(features).containsOnlyKeys("i", "f", "s", "none", "one");
    assertThat(features.get("i").getInt64List().getValueList())
        .containsExactly(1L, 1L, Long.MIN_VALUE);
    assertThat(features.get("f").getFloatList().getValueList())
        .containsExactly(1f, 100f, Float.NaN);
    assertThat(features.get("s").getBytesList().getValue(0).toStringUtf8()).isEqualTo("ü");
    assertThat(features.get("s").getBytesList().getValue(1).toByteArray())
        .containsExactly((byte) -1);
    assertThat(features.get("none")).isEqualTo(Feature.getDefaultInstance());
    assertThat(features.get("one").getInt64List().getValueList()).containsExactly(0L);
  }

  @Test
  void theContextBelongsToEveryExampleThatHasNoneOfTheName() throws InvalidProtocolBufferException {
    String body = "{\"examples\": [{\"a\": 1}, {\"b\": 2}], \"context\": {\"a\": 3}}";

    assertThat(features(0, body).get("a").getInt64List().getValueList()).containsExactly(1L);
    assertThat(features(1, body).get("a").getInt64List().getValueList()).containsExactly(3L);
    assertThat(features(1, body).get("b").getInt64List().getValueList()).containsExactly(2L);
  }

  @Test
  void theSignatureIsTheOneNamedOrTheDefault() {
    assertThat(read("{\"examples\": [{}], \"signature_name\": \"s\"}").signatureName())
        .isEqualTo("s");
    assertThat(read("{\"examples\": [{}]}").signatureName()).isEqualTo(Signature.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | JSON Value: {} When method is classify, key 'examples' is expected and was not found",
        "{\"examples\":1} | JSON Value: {\"examples\":1} Expecting 'examples' value to be an list/array",
        "{\"examples\":[]} | JSON Value: {\"examples\":[]} 'examples' value is an empty array",
        "{\"examples\":[1]} | Example must be JSON object but got JSON Number",
        "{\"examples\":[{}],\"context\":[]} | Example must be JSON object but got JSON Array",
        "{\"examples\":[{\"a\":null}]} | Feature: a has element with unexpected JSON type: Null",
        "{\"examples\":[{\"a\":[[1]]}]} | Feature: a has element with unexpected JSON type: Array",
        "{\"examples\":[{\"a\":{\"c\":1}}]} | Feature: a has element with unexpected JSON type: Object",
        "{\"examples\":[{\"a\":[1,1.5]}]} | Unexpected element type in feature: a expecting type: int64",
        "{\"examples\":[{\"a\":[1.5,\"x\"]}]} | Unexpected element type in feature: a expecting type: float",
        "{\"examples\":[{\"a\":[\"x\",true]}]} | Unexpected element type in feature: a expecting type: bytes",
        "{\"examples\":[{\"a\":9223372036854775808}]} | Feature: a has element 9223372036854775808. Only int64 is supported.",
        "{\"examples\":[{\"a\":1e39}]} | Cannot convert JSON value: 1e39 to float without loss of precision.",
        "{\"examples\":[{\"a\":1,\"a\":1}]} | Feature: a is given twice",
        "{\"examples\":[{\"a\":{\"b64\":\"!\"}}]} | Unable to base64 decode",
      })
  void otherBodiesAreRefused(String body, String message) {
    assertThatThrownBy(() -> read(body)).isInstanceOf(ApiException.class).hasMessage(message);
  }

  /** 40 bytes of Java's; an empty example has 2 bytes, and this other one 17. */
  @Test
  void theMemoryOfExamplesIsTold() {
    List<Long> told = new ArrayList<>();

    ExamplesBody body =
        ExamplesBody.read(
            Envelope.of("{\"examples\": [{}, {\"a\": \"bcde\"}, {}]}".getBytes(UTF_8)), told::add);

    assertThat(body.examples().byteStrings()[1]).hasSize(17);
    assertThat(told).containsExactly(42L, 57L, 42L);
  }

  @Test
  void whatIsTooMuchMemoryIsNotTaken() {
    AtomicInteger asked = new AtomicInteger();
    Envelope body =
        Envelope.of(("{\"examples\": [{}" + ",{}".repeat(10_000) + "]}").getBytes(UTF_8));

    assertThatThrownBy(
            () ->
                ExamplesBody.read(
                    body,
                    bytes -> {
                      if (asked.incrementAndGet() == 100) {
                        throw new IllegalStateException("full");
                      }
                    }))
        .hasMessage("full");

    assertThat(asked).hasValue(100);
  }

  private static ExamplesBody read(String body) {
    return ExamplesBody.read(Envelope.of(body.getBytes(UTF_8)));
  }

  private static Map<String, Feature> features(int index, String body)
      throws InvalidProtocolBufferException {
    return Example.parseFrom(read(body).examples().byteStrings()[index])
        .getFeatures()
        .getFeatureMap();
  }
}
