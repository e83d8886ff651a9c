package dev.jera.cli.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Base64;

/** {@code {"b64": "..."}}: how TensorFlow Serving's JSON holds bytes. */
final class Base64Text {
  static final String KEY = "b64";

  private Base64Text() {}

  /** Whether a node is such an object, rather than one of a signature's inputs by name. */
  static boolean is(JsonNode json) {
    return json.isObject() && json.size() == 1 && json.path(KEY).isTextual();
  }

  static void write(JsonGenerator json, byte[] bytes) throws IOException {
    json.writeStartObject();
    json.writeStringField(KEY, Base64.getEncoder().encodeToString(bytes));
    json.writeEndObject();
  }
}
