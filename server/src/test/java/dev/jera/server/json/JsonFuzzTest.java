package dev.jera.server.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.google.common.primitives.Bytes;
import dev.jera.runtime.Dtype;
import dev.jera.server.ApiException;
import dev.jera.server.Limits;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bodies with bytes changed, cut, doubled and put in: each is read or refused, nothing else. */
class JsonFuzzTest {
  private static final int BODIES = 5_000;

  private static final List<String> SEEDS =
      List.of(
          "{\"signature_name\": \"serving_default\", \"instances\": [[1, -2.5e3, 0.1], [4, 5, NaN]]}",
          "{\"instances\": [{\"a\": [1, 2], \"b\": \"x\\u00fc\"}, {\"b\": {\"b64\": \"eQ==\"}, \"a\": [3, 4]}]}",
          "{\"inputs\": {\"a\": [[1.5], [-Infinity]], \"b\": [\"\\ud83d\\ude00\", \"ü\"]}, \"k\": null}",
          "{\"examples\": [{\"i\": [1, true], \"f\": 1.0}, {\"s\": {\"b64\": \"/w==\"}}], \"context\": {\"c\": [\"x\"]}}",
          "{\"id\": \"1\", \"parameters\": {\"binary_data_output\": true}, \"inputs\": [{\"name\": \"x\", \"shape\": [2], \"datatype\": \"INT64\", \"data\": [1, 2]}, {\"name\": \"y\", \"shape\": [1], \"datatype\": \"BYTES\", \"parameters\": {\"binary_data_size\": 5}}], \"outputs\": [{\"name\": \"z\"}]}\1\0\0\0x");

  private static final byte[] LETTERS =
      "{}[]\",:\\0123456789.eE+-NIatrufalsn \n\u0080\u00af\u00c3".getBytes(ISO_8859_1);

  /** What is stricter here than in Jackson, on purpose. */
  private static final List<String> STRICTER =
      List.of("surrogate", "too big", "Invalid encoding", "Nested deeper");

  private static final JsonFactory JACKSON =
      JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final Random random = new Random(1);

  @Test
  void aMutatedBodyIsReadOrRefused() {
    int read = 0;
    for (int i = 0; i < BODIES; i++) {
      byte[] body = mutated(SEEDS.get(i % SEEDS.size()).getBytes(UTF_8));
      for (Runnable reader : readers(body)) {
        try {
          reader.run();
          read++;
        } catch (ApiException e) {
          assertThat(e).message().isNotEmpty();
        } catch (RuntimeException | Error e) {
          throw new AssertionError(new String(body, UTF_8), e);
        }
      }
    }
    assertThat(read).isGreaterThan(BODIES / 100);
  }

  @Test
  void whatIsJsonIsTheSameAsForJackson() {
    int json = 0;
    for (int i = 0; i < BODIES; i++) {
      byte[] body = mutated(SEEDS.get(i % 4).getBytes(UTF_8));
      String error = "";
      try {
        JsonScanner.of(body, body.length, Limits.MOST_JSON_DEPTH);
        json++;
      } catch (ApiException e) {
        error = e.getMessage();
      }
      boolean isForJackson = isForJackson(body);
      if (error.isEmpty() != isForJackson) {
        String text = new String(body, UTF_8);
        assertThat(isForJackson).as(text).isTrue();
        assertThat(
                STRICTER.stream().anyMatch(error::contains)
                    || text.contains("INF")
                    || text.contains("+I"))
            .as(error + ": " + text)
            .isTrue();
      }
    }
    assertThat(json).isGreaterThan(BODIES / 100);
  }

  private List<Runnable> readers(byte[] body) {
    return List.of(
        () -> PredictBody.read(Envelope.of(body), name -> Signatures.of(Dtype.FLOAT32)),
        () -> PredictBody.read(Envelope.of(body), name -> Signatures.of(Dtype.INT8)),
        () -> PredictBody.read(Envelope.of(body), name -> Signatures.two()),
        () -> ExamplesBody.read(Envelope.of(body)),
        () -> InferBody.read(body, body.length, Limits.MOST_JSON_DEPTH),
        () -> InferBody.read(body, Math.max(0, body.length - 5), Limits.MOST_JSON_DEPTH));
  }

  private byte[] mutated(byte[] seed) {
    byte[] body = seed;
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(body.length + 1);
      int to = Math.min(body.length, at + 1 + random.nextInt(12));
      byte[] before = Arrays.copyOf(body, at);
      byte[] after = Arrays.copyOfRange(body, at, body.length);
      byte[] letter = {LETTERS[random.nextInt(LETTERS.length)]};
      body =
          switch (random.nextInt(5)) {
            case 0 -> Bytes.concat(before, letter, after);
            case 1 -> Bytes.concat(before, Arrays.copyOfRange(body, to, body.length));
            case 2 -> Bytes.concat(before, Arrays.copyOfRange(body, at, to), after);
            case 3 ->
                Bytes.concat(
                    before,
                    letter,
                    Arrays.copyOfRange(after, Math.min(1, after.length), after.length));
            default -> random.nextInt(8) == 0 ? before : body;
          };
    }
    return body;
  }

  private static boolean isForJackson(byte[] body) {
    try (JsonParser parser = JACKSON.createParser(body)) {
      boolean isEmpty = parser.nextToken() == null;
      parser.skipChildren();
      parser.finishToken();
      while (parser.nextToken() != null) {
        return false;
      }
      return !isEmpty;
    } catch (IOException e) {
      return false;
    }
  }
}
