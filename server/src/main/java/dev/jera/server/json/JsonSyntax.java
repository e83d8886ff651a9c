package dev.jera.server.json;

import dev.jera.server.ApiException;

/**
 * Checks that bytes are one JSON document in UTF-8, without reading its values. {@code NaN}, {@code
 * Infinity} and {@code -Infinity} count as numbers, what float64 cannot hold, such as 1e400, does
 * not.
 *
 * <p>The messages are those of RapidJSON, which TensorFlow Serving parses with.
 */
final class JsonSyntax {
  private final byte[] json;
  private final int end;
  private final int most;
  private int at;
  private int depth;

  private JsonSyntax(byte[] json, int start, int end, int most) {
    this.json = json;
    this.at = start;
    this.end = end;
    this.most = most;
  }

  /**
   * Checks a document.
   *
   * @param start where it starts
   * @param end where it ends
   * @param depth how deep arrays and objects may be nested
   * @throws ApiException if it is none, or deeper; the message has the offset
   */
  static void check(byte[] json, int start, int end, int depth) {
    if (start == end) {
      throw ApiException.invalid("JSON Parse error: The document is empty");
    }
    JsonSyntax syntax = new JsonSyntax(json, start, end, depth);
    if (syntax.next() < 0) {
      throw syntax.error("The document is empty.");
    }
    syntax.value();
    if (syntax.next() >= 0) {
      throw syntax.error("The document root must not be followed by other values.");
    }
  }

  private void value() {
    int first = next();
    switch (first) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> at = StringSyntax.pass(json, at, end);
      case 't', 'f', 'n', 'N', 'I' -> at = WordSyntax.pass(json, at, end);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' ->
          at = NumberSyntax.pass(json, at, end);
      default -> throw error("Invalid value.");
    }
  }

  private void object() {
    enter();
    if (next() != '}') {
      while (true) {
        if (next() != '"') {
          throw error("Missing a name for object member.");
        }
        at = StringSyntax.pass(json, at, end);
        if (next() != ':') {
          throw error("Missing a colon after a name of object member.");
        }
        at++;
        value();
        int after = next();
        if (after == '}') {
          break;
        } else if (after != ',') {
          throw error("Missing a comma or } after an object member.");
        }
        at++;
      }
    }
    leave();
  }

  private void array() {
    enter();
    if (next() != ']') {
      while (true) {
        value();
        int after = next();
        if (after == ']') {
          break;
        } else if (after != ',') {
          throw error("Missing a comma or ] after an array element.");
        }
        at++;
      }
    }
    leave();
  }

  private void enter() {
    if (++depth > most) {
      throw error("Nested deeper than %d levels, the limit of JSON's depth.".formatted(most));
    }
    at++;
  }

  private void leave() {
    depth--;
    at++;
  }

  /** The next byte that is no blank, -1 at the end; it is not passed. */
  private int next() {
    while (at < end) {
      byte next = json[at];
      if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
        return next & 0xFF;
      }
      at++;
    }
    return -1;
  }

  private ApiException error(String what) {
    return error(what, at);
  }

  /** The error for what stands at an offset. */
  static ApiException error(String what, int at) {
    return ApiException.invalid("JSON Parse error: %s at offset: %d", what, at);
  }
}
