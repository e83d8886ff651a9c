package dev.jera.server.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.util.OptionalLong;

/** Reads the numbers of a document: one by one, and float32s in runs, where most of a body is. */
abstract class JsonNumbers extends JsonCursor {
  /** Integers of so few digits fit in int64 whatever they are. */
  private static final int SURELY_LONG = 18;

  /** No integer dtype holds more digits; a much longer number need not be read at all. */
  private static final int LONGEST_INTEGER = 20;

  private static final BigInteger MOST_UNSIGNED =
      BigInteger.TWO.pow(Long.SIZE).subtract(BigInteger.ONE);

  JsonNumbers(byte[] json, int start, int end) {
    super(json, start, end);
  }

  /**
   * Reads float32s as long as there is a comma, a plain number without an exponent, and room. It
   * stands before the comma of the first that it does not read.
   *
   * @param into where to put them
   * @param from where in it
   * @return how many were read
   */
  final int floats(float[] into, int from) {
    int next = from;
    while (next < into.length) {
      int i = at;
      if (json[i] != ',') {
        break;
      }
      i++;
      while (json[i] == ' ') {
        i++;
      }
      boolean isNegative = json[i] == '-';
      int start = isNegative ? ++i : i;
      long digits = 0;
      int digit;
      while ((digit = json[i] - '0') >= 0 && digit <= 9) {
        digits = 10 * digits + digit;
        i++;
      }
      int count = i - start;
      int fraction = i;
      if (json[i] == '.') {
        fraction = ++i;
        while ((digit = json[i] - '0') >= 0 && digit <= 9) {
          digits = 10 * digits + digit;
          i++;
        }
      }
      if (i == start || isWord(json[i])) {
        break;
      }
      float value = DecimalText.toFloat(digits, count + i - fraction, fraction - i);
      if (Float.isNaN(value)) {
        break;
      }
      into[next++] = isNegative ? -value : value;
      at = i;
    }
    return next - from;
  }

  /** Reads a number, rounded to float32, beyond whose range it becomes infinite. */
  final float float32() {
    peek();
    int start = at;
    skipWord();
    byte last = json[at - 1];
    return last <= '9' ? DecimalText.toFloat(json, start, at) : (float) special(start);
  }

  /** Reads a number, rounded to float64. */
  final double float64() {
    peek();
    int start = at;
    skipWord();
    byte last = json[at - 1];
    return last <= '9' ? DecimalText.toDouble(json, start, at) : special(start);
  }

  /** NaN or an Infinity, the numbers that end in a letter. */
  private double special(int start) {
    return switch (json[start]) {
      case 'N' -> Double.NaN;
      case 'I' -> Double.POSITIVE_INFINITY;
      default -> Double.NEGATIVE_INFINITY;
    };
  }

  /** Whether the next value, a number, is finite. */
  final boolean isFinite() {
    byte first = peek();
    return first <= '9' && (first != '-' || json[at + 1] != 'I');
  }

  /** Whether the next value, a number, has no point, no exponent and no letters. */
  final boolean isInteger() {
    peek();
    for (int i = json[at] == '-' ? at + 1 : at; isWord(json[i]); i++) {
      if (json[i] < '0' || json[i] > '9') {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads an integer: a number without point, exponent and letters.
   *
   * @param least the least number to read
   * @param most the largest, -1 for 2^64 - 1
   * @return its value, that of 2^63 and more as its bits; none, and the scanner stays, if the
   *     number is no integer or not in this range
   */
  final OptionalLong integer(long least, long most) {
    peek();
    int start = at;
    skipWord();
    int stop = at;
    at = start;
    int first = json[start] == '-' ? start + 1 : start;
    long value = 0;
    for (int i = first; i < stop; i++) {
      if (json[i] < '0' || json[i] > '9') {
        return OptionalLong.empty();
      }
      value = 10 * value + (json[i] - '0');
    }
    if (stop - first > LONGEST_INTEGER) {
      return OptionalLong.empty();
    } else if (stop - first > SURELY_LONG) {
      return large(start, stop, least, most);
    }
    value = first == start ? value : -value;
    boolean fits = value >= least && (value <= most || (most == -1 && least == 0));
    at = fits ? stop : start;
    return fits ? OptionalLong.of(value) : OptionalLong.empty();
  }

  private OptionalLong large(int start, int stop, long least, long most) {
    BigInteger value = new BigInteger(new String(json, start, stop - start, UTF_8));
    BigInteger top = most == -1 ? MOST_UNSIGNED : BigInteger.valueOf(most);
    boolean fits = value.compareTo(BigInteger.valueOf(least)) >= 0 && value.compareTo(top) <= 0;
    at = fits ? stop : start;
    return fits ? OptionalLong.of(value.longValue()) : OptionalLong.empty();
  }
}
