package dev.jera.server.json;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The answer to a request that failed, in either protocol: {@code {"error": "message"}}. */
public final class ErrorAnswer {
  private ErrorAnswer() {}

  /** The answer in UTF-8. */
  public static byte[] of(String message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonOutput json = new JsonOutput(out);
    try {
      json.open('{');
      json.key("error");
      json.string(message);
      json.close('}');
      json.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
