package dev.jera.server.json;

import dev.jera.server.ApiException;
import dev.jera.server.Limits;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A body of TensorFlow Serving's REST API: where the values of its top-level object stand. One
 * thread at a time may read it.
 */
public final class Envelope {
  private static final String SIGNATURE = "signature_name";

  private final JsonScanner json;
  private final int start;
  private final Map<String, Integer> members;

  private Envelope(JsonScanner json) {
    this.json = json;
    if (json.kind() != Kind.OBJECT) {
      throw ApiException.invalid("JSON Value: %s Is not object", json.quote());
    }
    this.start = json.at();
    this.members =
        json.members(
            key ->
                ApiException.invalid(
                    "JSON Parse error: Duplicate key '%s'. at offset: %d", key, json.at()));
  }

  /** As {@link #of(byte[], int)}, as deep as a tensor can be. */
  public static Envelope of(byte[] body) {
    return of(body, Limits.MOST_JSON_DEPTH);
  }

  /**
   * Checks that a body is JSON, and an object.
   *
   * @param body JSON in UTF-8, which must not change
   * @param depth how deep its arrays and objects may be nested, see {@link Limits#jsonDepth}
   * @throws ApiException if it is not, or deeper
   */
  public static Envelope of(byte[] body, int depth) {
    return new Envelope(JsonScanner.of(body, body.length, depth));
  }

  /**
   * The name of the signature that is asked, where one is given.
   *
   * @throws ApiException if it is no string
   */
  public Optional<String> signatureName() {
    if (!has(SIGNATURE)) {
      return Optional.empty();
    }
    JsonScanner value = at(SIGNATURE);
    if (value.kind() != Kind.STRING) {
      throw wrong("not formatted correctly. 'signature_name' key must be a string value.");
    }
    return Optional.of(value.string()).filter(name -> !name.isEmpty());
  }

  /** Whether there is a value of this key. */
  public boolean has(String key) {
    return members.containsKey(key);
  }

  /** The scanner, before the value of a key that there is. */
  JsonScanner at(String key) {
    @Nullable Integer place = members.get(key);
    if (place == null) {
      throw new IllegalStateException("key: %s (expected: one of %s)".formatted(key, members));
    }
    json.seek(place);
    return json;
  }

  /**
   * Where the last value stands that was read, or refused, as {@code inputs.x[0][27]}; empty for
   * the whole body.
   */
  public String place() {
    int place = json.at();
    json.seek(start);
    return JsonPath.to(place, json);
  }

  /** The error for a body that is wrong as a whole. */
  ApiException wrong(String why) {
    json.seek(start);
    return ApiException.invalid("JSON Value: %s %s", json.quote(), why);
  }
}
