package dev.jera.server.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.base.Utf8;
import dev.jera.server.ApiException;

/**
 * Checks that bytes are one JSON document in UTF-8, without reading its values. {@code NaN}, {@code
 * Infinity} and {@code -Infinity} count as numbers, what float64 cannot hold, such as 1e400, does
 * not.
 *
 * <p>The messages are those of RapidJSON, which TensorFlow Serving parses with.
 */
final class JsonSyntax {
  /** TensorFlow's tensors have at most 254 dimensions, and an object stands around them. */
  static final int DEEPEST = 255;

  /** With fewer digits and letters than this a number is less than 1e300 unless it has an 'e'. */
  private static final int SURELY_FINITE = 300;

  private static final byte[] TRUE = "true".getBytes(US_ASCII);
  private static final byte[] FALSE = "false".getBytes(US_ASCII);
  private static final byte[] NULL = "null".getBytes(US_ASCII);
  private static final byte[] NAN = "NaN".getBytes(US_ASCII);
  private static final byte[] INFINITY = "Infinity".getBytes(US_ASCII);

  private final byte[] json;
  private final int end;
  private int at;
  private int depth;

  private JsonSyntax(byte[] json, int start, int end) {
    this.json = json;
    this.at = start;
    this.end = end;
  }

  /**
   * Checks a document.
   *
   * @param start where it starts
   * @param end where it ends
   * @throws ApiException if it is none; the message has the offset
   */
  static void check(byte[] json, int start, int end) {
    if (start == end) {
      throw ApiException.invalid("JSON Parse error: The document is empty");
    }
    JsonSyntax syntax = new JsonSyntax(json, start, end);
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
      case '"' -> string();
      case 't' -> word(TRUE);
      case 'f' -> word(FALSE);
      case 'n' -> word(NULL);
      case 'N' -> word(NAN);
      case 'I' -> word(INFINITY);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
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
        string();
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
    if (++depth > DEEPEST) {
      throw error("Nested deeper than %d levels.".formatted(DEEPEST));
    }
    at++;
  }

  private void leave() {
    depth--;
    at++;
  }

  private void word(byte[] word) {
    for (byte letter : word) {
      if (at == end || json[at] != letter) {
        throw error("Invalid value.");
      }
      at++;
    }
  }

  private void number() {
    int start = at;
    if (json[at] == '-') {
      at++;
      if (at < end && json[at] == 'I') {
        word(INFINITY);
        return;
      }
    }
    if (at < end && json[at] == '0') {
      at++;
    } else {
      digits("Invalid value.");
    }
    if (at < end && json[at] == '.') {
      at++;
      digits("Miss fraction part in number.");
    }
    boolean hasExponent = at < end && (json[at] | 0x20) == 'e';
    if (hasExponent) {
      at++;
      if (at < end && (json[at] == '+' || json[at] == '-')) {
        at++;
      }
      digits("Miss exponent in number.");
    }
    if ((hasExponent || at - start > SURELY_FINITE)
        && Double.isInfinite(DecimalText.toDouble(json, start, at))) {
      at = start;
      throw error("Number too big to be stored in double.");
    }
  }

  /** At least one digit. */
  private void digits(String otherwise) {
    int start = at;
    while (at < end && json[at] >= '0' && json[at] <= '9') {
      at++;
    }
    if (at == start) {
      throw error(otherwise);
    }
  }

  private void string() {
    at++;
    int start = at;
    int bits = 0;
    while (true) {
      if (at == end) {
        throw error("Missing a closing quotation mark in string.");
      }
      byte next = json[at];
      if (next == '"') {
        break;
      } else if (next == '\\') {
        escape();
      } else if (next >= 0 && next < ' ') {
        throw error("Invalid encoding in string.");
      } else {
        bits |= next;
        at++;
      }
    }
    if (bits < 0 && !Utf8.isWellFormed(json, start, at - start)) {
      at = start;
      throw error("Invalid encoding in string.");
    }
    at++;
  }

  private void escape() {
    at++;
    if (at == end) {
      throw error("Missing a closing quotation mark in string.");
    }
    switch (json[at]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at++;
      case 'u' -> {
        at++;
        int unit = hex();
        if (Character.isLowSurrogate((char) unit)
            || (Character.isHighSurrogate((char) unit) && !lowSurrogate())) {
          throw error("The surrogate pair in string is invalid.");
        }
      }
      default -> throw error("Invalid escape character in string.");
    }
  }

  private boolean lowSurrogate() {
    if (end - at < 2 || json[at] != '\\' || json[at + 1] != 'u') {
      return false;
    }
    at += 2;
    return Character.isLowSurrogate((char) hex());
  }

  private int hex() {
    int unit = 0;
    for (int i = 0; i < 4; i++, at++) {
      int digit = at < end ? Character.digit(json[at], 16) : -1;
      if (digit < 0) {
        throw error("Incorrect hex digit after \\u escape in string.");
      }
      unit = (unit << 4) | digit;
    }
    return unit;
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
    return ApiException.invalid("JSON Parse error: %s at offset: %d", what, at);
  }
}
