package dev.jera.cli.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.CharMatcher;
import java.io.IOException;
import java.util.Base64;

/** {@code {"b64": "..."}}: how TensorFlow Serving's JSON holds bytes. */
final class Base64Text {
  private static final String KEY = "b64";

  private Base64Text() {}

  /** Whether a node is such an object, rather than one of a signature's inputs by name. */
  static boolean is(JsonNode json) {
    return json.isObject() && json.size() == 1 && json.path(KEY).isTextual();
  }

  /**
   * The bytes of such an object; blanks between the letters do not count.
   *
   * @throws IllegalArgumentException if its text is not base64
   */
  static byte[] read(JsonNode json) {
    String text = CharMatcher.whitespace().removeFrom(json.path(KEY).textValue());
    return Base64.getDecoder().decode(text);
  }

  static void write(JsonGenerator json, byte[] bytes) throws IOException {
    json.writeStartObject();
    json.writeStringField(KEY, Base64.getEncoder().encodeToString(bytes));
    json.writeEndObject();
  }
}
