package dev.jera.server.json;

import dev.jera.server.ApiException;

/** Checks JSON's numbers, {@code -Infinity} among them. */
final class NumberSyntax {
  /** With fewer digits and letters than this a number is less than 1e300 unless it has an 'e'. */
  private static final int SURELY_FINITE = 300;

  private NumberSyntax() {}

  /**
   * Passes a number.
   *
   * @param start where its sign or first digit stands
   * @param end where the document ends
   * @return where it ends
   * @throws ApiException if it is none, or float64 cannot hold it
   */
  static int pass(byte[] json, int start, int end) {
    int at = start;
    if (json[at] == '-') {
      at++;
      if (at < end && json[at] == 'I') {
        return WordSyntax.pass(json, at, end);
      }
    }
    if (at < end && json[at] == '0') {
      at++;
    } else {
      at = digits(json, at, end, "Invalid value.");
    }
    if (at < end && json[at] == '.') {
      at = digits(json, at + 1, end, "Miss fraction part in number.");
    }
    boolean hasExponent = at < end && (json[at] | 0x20) == 'e';
    if (hasExponent) {
      at++;
      if (at < end && (json[at] == '+' || json[at] == '-')) {
        at++;
      }
      at = digits(json, at, end, "Miss exponent in number.");
    }
    if ((hasExponent || at - start > SURELY_FINITE)
        && Double.isInfinite(DecimalText.toDouble(json, start, at))) {
      throw JsonSyntax.error("Number too big to be stored in double.", start);
    }
    return at;
  }

  /** Passes digits, of which there must be one. */
  private static int digits(byte[] json, int start, int end, String otherwise) {
    int at = start;
    while (at < end && json[at] >= '0' && json[at] <= '9') {
      at++;
    }
    if (at == start) {
      throw JsonSyntax.error(otherwise, at);
    }
    return at;
  }
}
