package dev.jera.server.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** The escapes of JSON's strings, such as {@code \\n}. */
final class Escapes {
  private static final int UNIT = 4;

  private Escapes() {}

  /**
   * Decodes a string to UTF-8.
   *
   * @param json holds the string, whose escapes are sound
   * @param start where its text starts
   * @param stop where its text ends
   */
  static byte[] decode(byte[] json, int start, int stop) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(stop - start);
    int at = start;
    while (at < stop) {
      byte letter = json[at++];
      if (letter != '\\') {
        bytes.write(letter);
        continue;
      }
      byte escaped = json[at++];
      if (escaped == 'u') {
        char unit = unit(json, at);
        at += UNIT;
        if (Character.isHighSurrogate(unit)) {
          // The other half of the pair follows, as another escape.
          char low = unit(json, at + 2);
          at += 2 + UNIT;
          bytes.writeBytes(Character.toString(Character.toCodePoint(unit, low)).getBytes(UTF_8));
        } else {
          bytes.writeBytes(String.valueOf(unit).getBytes(UTF_8));
        }
      } else {
        bytes.write(letter(escaped));
      }
    }
    return bytes.toByteArray();
  }

  private static int letter(byte escaped) {
    return switch (escaped) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> escaped;
    };
  }

  private static char unit(byte[] json, int start) {
    int unit = 0;
    for (int i = start; i < start + UNIT; i++) {
      unit = (unit << 4) | Character.digit(json[i], 16);
    }
    return (char) unit;
  }
}
