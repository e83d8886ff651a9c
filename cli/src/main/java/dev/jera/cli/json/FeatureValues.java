package dev.jera.cli.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jera.runtime.JeraException;
import java.util.ArrayList;
import java.util.List;

/**
 * The values of a tf.Example's features in JSON as {@link dev.jera.serving.mapping.Examples} takes
 * them: whole numbers as long, or BigInteger beyond it, others as double, texts as String, and
 * {@code {"b64": "..."}} as bytes.
 */
final class FeatureValues {
  private FeatureValues() {}

  /**
   * Reads a value, or a list of values.
   *
   * @param where what errors call the feature
   * @throws JeraException if there are others
   */
  static Object read(String where, JsonNode json) {
    if (!json.isArray()) {
      return value(where, json);
    }
    List<Object> values = new ArrayList<>();
    json.forEach(element -> values.add(value(where, element)));
    return values;
  }

  private static Object value(String where, JsonNode json) {
    if (json.isIntegralNumber()) {
      return json.canConvertToLong() ? (Object) json.longValue() : json.bigIntegerValue();
    } else if (json.isNumber()) {
      return json.doubleValue();
    } else if (json.isBoolean()) {
      return json.booleanValue();
    } else if (json.isTextual()) {
      return json.textValue();
    } else if (Base64Text.is(json)) {
      return bytes(where, json);
    }
    throw wrong(
        where, json, "a number, true, false, a text, {\"b64\": \"...\"}, or a list of such");
  }

  private static byte[] bytes(String where, JsonNode json) {
    try {
      return Base64Text.read(json);
    } catch (IllegalArgumentException e) {
      throw wrong(where, json, "base64: " + e.getMessage());
    }
  }

  private static JeraException wrong(String where, JsonNode json, String expected) {
    return new JeraException(
        "%s: %s (expected: %s)".formatted(where, Elements.quote(json), expected));
  }
}
