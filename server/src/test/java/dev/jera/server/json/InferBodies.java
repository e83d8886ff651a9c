package dev.jera.server.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.primitives.Bytes;
import dev.jera.server.Limits;

/** Bodies of the Open Inference Protocol, and what is read of them. */
final class InferBodies {
  private InferBodies() {}

  static String input(String datatype, String shape, String rest) {
    return "{\"inputs\": [{\"name\": \"x\", \"shape\": %s, \"datatype\": \"%s\", %s}]}"
        .formatted(shape, datatype, rest);
  }

  static InferBody read(String body) {
    byte[] bytes = body.getBytes(UTF_8);
    return InferBody.read(bytes, bytes.length, Limits.MOST_JSON_DEPTH);
  }

  static InferBody binary(String json, byte[] bytes) {
    byte[] text = json.getBytes(UTF_8);
    return InferBody.read(Bytes.concat(text, bytes), text.length, Limits.MOST_JSON_DEPTH);
  }
}
