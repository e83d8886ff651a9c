package dev.jera.server.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.jera.server.ApiException;

/** Checks JSON's words: the literals, and the numbers that are written in letters. */
final class WordSyntax {
  private static final byte[] TRUE = "true".getBytes(US_ASCII);
  private static final byte[] FALSE = "false".getBytes(US_ASCII);
  private static final byte[] NULL = "null".getBytes(US_ASCII);
  private static final byte[] NAN = "NaN".getBytes(US_ASCII);
  private static final byte[] INFINITY = "Infinity".getBytes(US_ASCII);

  private WordSyntax() {}

  /**
   * Passes a word.
   *
   * @param start where its first letter stands, which is that of a word
   * @param end where the document ends
   * @return where it ends
   * @throws ApiException if it is none
   */
  static int pass(byte[] json, int start, int end) {
    byte[] word =
        switch (json[start]) {
          case 't' -> TRUE;
          case 'f' -> FALSE;
          case 'n' -> NULL;
          case 'N' -> NAN;
          default -> INFINITY;
        };
    for (int i = 0; i < word.length; i++) {
      if (start + i == end || json[start + i] != word[i]) {
        throw JsonSyntax.error("Invalid value.", start + i);
      }
    }
    return start + word.length;
  }
}
