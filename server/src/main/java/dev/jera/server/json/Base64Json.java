package dev.jera.server.json;

import com.google.common.base.CharMatcher;
import dev.jera.server.ApiException;
import io.grpc.Status;
import java.io.IOException;
import java.util.Base64;

/** {@code {"b64": "..."}}: how TensorFlow Serving's JSON holds bytes. */
final class Base64Json {
  private static final String KEY = "b64";

  private Base64Json() {}

  /** Whether the next value is such an object, with this key alone; does not pass the value. */
  static boolean isNext(JsonScanner json) {
    if (json.kind() != Kind.OBJECT) {
      return false;
    }
    int start = json.at();
    json.enter();
    boolean is = json.hasNext() && json.key().equals(KEY) && json.kind() == Kind.STRING;
    if (is) {
      json.skip();
      is = !json.hasNext();
    }
    json.seek(start);
    return is;
  }

  /**
   * Reads the bytes of such an object; blanks between the letters do not count.
   *
   * @throws ApiException if its text is not base64
   */
  static byte[] read(JsonScanner json) {
    json.enter();
    json.hasNext();
    json.key();
    String text = CharMatcher.whitespace().removeFrom(json.string());
    json.hasNext();
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new ApiException(Status.Code.INVALID_ARGUMENT, "Unable to base64 decode", e);
    }
  }

  static void write(JsonOutput json, byte[] bytes) throws IOException {
    json.open('{');
    json.key(KEY);
    json.string(Base64.getEncoder().encode(bytes));
    json.close('}');
  }
}
