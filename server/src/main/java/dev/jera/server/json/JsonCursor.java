package dev.jera.server.json;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A place in a sound JSON document: tells what stands there, and passes it without reading it. */
abstract class JsonCursor {
  private static final int LONGEST_QUOTE = 256;

  final byte[] json;
  int at;
  private final int end;

  JsonCursor(byte[] json, int start, int end) {
    this.json = json;
    this.at = start;
    this.end = end;
  }

  /** What kind of value is next. */
  final Kind kind() {
    return switch (peek()) {
      case '{' -> Kind.OBJECT;
      case '[' -> Kind.ARRAY;
      case '"' -> Kind.STRING;
      case 't' -> Kind.TRUE;
      case 'f' -> Kind.FALSE;
      case 'n' -> Kind.NULL;
      default -> Kind.NUMBER;
    };
  }

  /** Where the scanner stands, for {@link #seek}. */
  final int at() {
    return at;
  }

  /** Goes back, or on, to where the scanner stood. */
  final void seek(int place) {
    at = place;
  }

  /** Passes a value. */
  final void skip() {
    switch (peek()) {
      case '"' -> skipString();
      case '[', '{' -> skipNested();
      default -> skipWord();
    }
  }

  private void skipNested() {
    int depth = 0;
    do {
      byte next = json[at++];
      if (next == '"') {
        at--;
        skipString();
      } else if (next == '[' || next == '{') {
        depth++;
      } else if (next == ']' || next == '}') {
        depth--;
      }
    } while (depth > 0);
  }

  /** Passes a string, and says whether it has an escape. */
  final boolean skipString() {
    boolean escaped = false;
    for (at++; json[at] != '"'; at++) {
      if (json[at] == '\\') {
        escaped = true;
        at++;
      }
    }
    at++;
    return escaped;
  }

  /** Passes a number or a literal, which ends with a comma, a bracket or a blank. */
  final void skipWord() {
    while (at < end && isWord(json[at])) {
      at++;
    }
  }

  static boolean isWord(byte letter) {
    return letter > ' ' && letter != ',' && letter != ']' && letter != '}';
  }

  /** The start of the next value as errors quote it; does not pass the value. */
  final String quote() {
    peek();
    int start = at;
    skip();
    int length = at - start;
    at = start;
    return length <= LONGEST_QUOTE
        ? new String(json, start, length, UTF_8)
        : new String(json, start, LONGEST_QUOTE, UTF_8) + "...";
  }

  /** The next byte that is no blank, which it goes to; the document is not at its end. */
  final byte peek() {
    while (json[at] <= ' ' && json[at] >= 0) {
      at++;
    }
    return json[at];
  }
}
