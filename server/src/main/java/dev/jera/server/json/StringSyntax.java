package dev.jera.server.json;

import com.google.common.base.Utf8;
import dev.jera.server.ApiException;

/** Checks JSON's strings: their escapes, and that they are UTF-8. */
final class StringSyntax {
  private static final String UNENDED = "Missing a closing quotation mark in string.";
  private static final String NO_TEXT = "Invalid encoding in string.";
  private static final int DIGITS = 4;

  private StringSyntax() {}

  /**
   * Passes a string.
   *
   * @param quote where its opening quotation mark stands
   * @param end where the document ends
   * @return where it ends, behind its closing mark
   * @throws ApiException if it is none
   */
  static int pass(byte[] json, int quote, int end) {
    int start = quote + 1;
    int at = start;
    int bits = 0;
    while (true) {
      if (at == end) {
        throw JsonSyntax.error(UNENDED, at);
      }
      byte next = json[at];
      if (next == '"') {
        break;
      } else if (next == '\\') {
        at = escape(json, at + 1, end);
      } else if (next >= 0 && next < ' ') {
        throw JsonSyntax.error(NO_TEXT, at);
      } else {
        bits |= next;
        at++;
      }
    }
    if (bits < 0 && !Utf8.isWellFormed(json, start, at - start)) {
      throw JsonSyntax.error(NO_TEXT, start);
    }
    return at + 1;
  }

  /** Passes what follows a backslash. */
  private static int escape(byte[] json, int at, int end) {
    if (at == end) {
      throw JsonSyntax.error(UNENDED, at);
    }
    return switch (json[at]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 1;
      case 'u' -> unicode(json, at + 1, end);
      default -> throw JsonSyntax.error("Invalid escape character in string.", at);
    };
  }

  /** Passes the digits of a character, and the other half of a pair, which must follow it. */
  private static int unicode(byte[] json, int start, int end) {
    char unit = hex(json, start, end);
    int at = start + DIGITS;
    if (!Character.isSurrogate(unit)) {
      return at;
    }
    if (Character.isHighSurrogate(unit)
        && end - at >= 2
        && json[at] == '\\'
        && json[at + 1] == 'u') {
      at += 2;
      char low = hex(json, at, end);
      at += DIGITS;
      if (Character.isLowSurrogate(low)) {
        return at;
      }
    }
    throw JsonSyntax.error("The surrogate pair in string is invalid.", at);
  }

  private static char hex(byte[] json, int start, int end) {
    int unit = 0;
    for (int at = start; at < start + DIGITS; at++) {
      int digit = at < end ? Character.digit(json[at], 16) : -1;
      if (digit < 0) {
        throw JsonSyntax.error("Incorrect hex digit after \\u escape in string.", at);
      }
      unit = (unit << 4) | digit;
    }
    return (char) unit;
  }
}
