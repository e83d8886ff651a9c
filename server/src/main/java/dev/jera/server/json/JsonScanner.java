package dev.jera.server.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jera.server.ApiException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Reads the values of one JSON document in order, and any of them again: it stands before a value,
 * and each method that reads one leaves it behind the value.
 *
 * <p>The document has been checked as a whole, so that no method meets a broken one.
 */
final class JsonScanner {
  private static final int LONGEST_QUOTE = 256;

  /** Integers of so few digits fit in int64 whatever they are. */
  private static final int SURELY_LONG = 18;

  /** No integer dtype holds more digits; a much longer number need not be read at all. */
  private static final int LONGEST_INTEGER = 20;

  private static final BigInteger MOST_UNSIGNED =
      BigInteger.TWO.pow(Long.SIZE).subtract(BigInteger.ONE);

  private final byte[] json;
  private final int end;
  private int at;

  private JsonScanner(byte[] json, int start, int end) {
    this.json = json;
    this.at = start;
    this.end = end;
  }

  /**
   * Checks a document and stands at its start.
   *
   * @param length how many of the bytes are the document; a byte order mark is passed
   * @throws ApiException if it is no JSON document
   */
  static JsonScanner of(byte[] json, int length) {
    boolean hasMark =
        length >= 3 && json[0] == (byte) 0xEF && json[1] == (byte) 0xBB && json[2] == (byte) 0xBF;
    int start = hasMark ? 3 : 0;
    JsonSyntax.check(json, start, length);
    return new JsonScanner(json, start, length);
  }

  /** What kind of value is next. */
  Kind kind() {
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
  int at() {
    return at;
  }

  /** Goes back, or on, to where the scanner stood. */
  void seek(int place) {
    at = place;
  }

  /** Passes the bracket that opens an array or object. */
  void enter() {
    peek();
    at++;
  }

  /**
   * Passes the comma before the next element of an array that was entered, or its end.
   *
   * @return whether there is a next element
   */
  boolean hasNext() {
    byte next = peek();
    if (next == ',') {
      at++;
      peek();
      return true;
    } else if (next == ']' || next == '}') {
      at++;
      return false;
    }
    return true;
  }

  /** Reads the key of the next member of an object, of which there must be one. */
  String key() {
    String key = string();
    peek();
    at++;
    peek();
    return key;
  }

  /**
   * Where the values of an object stand, by key; passes the object.
   *
   * @param duplicate the error for a key that comes twice
   */
  Map<String, Integer> members(Function<String, ApiException> duplicate) {
    Map<String, Integer> members = new LinkedHashMap<>();
    enter();
    while (hasNext()) {
      String key = key();
      if (members.put(key, at) != null) {
        throw duplicate.apply(key);
      }
      skip();
    }
    return members;
  }

  /** Passes a value. */
  void skip() {
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
  private boolean skipString() {
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
  private void skipWord() {
    while (at < end && isWord(json[at])) {
      at++;
    }
  }

  private static boolean isWord(byte letter) {
    return letter > ' ' && letter != ',' && letter != ']' && letter != '}';
  }

  /** Reads true or false. */
  boolean bool() {
    boolean value = peek() == 't';
    skipWord();
    return value;
  }

  /** Reads a string. */
  String string() {
    return new String(bytes(), UTF_8);
  }

  /** Reads a string as UTF-8. */
  byte[] bytes() {
    peek();
    int start = at + 1;
    boolean escaped = skipString();
    return escaped ? Escapes.decode(json, start, at - 1) : Arrays.copyOfRange(json, start, at - 1);
  }

  /**
   * Reads float32s as long as there is a comma, a plain number without an exponent, and room. It
   * stands before the comma of the first that it does not read.
   *
   * @param into where to put them
   * @param from where in it
   * @return how many were read
   */
  int floats(float[] into, int from) {
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
  float float32() {
    peek();
    int start = at;
    skipWord();
    byte last = json[at - 1];
    return last <= '9' ? DecimalText.toFloat(json, start, at) : (float) special(start);
  }

  /** Reads a number, rounded to float64. */
  double float64() {
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
  boolean isFinite() {
    byte first = peek();
    return first <= '9' && (first != '-' || json[at + 1] != 'I');
  }

  /** Whether the next value, a number, has no point, no exponent and no letters. */
  boolean isInteger() {
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
  OptionalLong integer(long least, long most) {
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

  /** The start of the next value as errors quote it; does not pass the value. */
  String quote() {
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
  private byte peek() {
    while (json[at] <= ' ' && json[at] >= 0) {
      at++;
    }
    return json[at];
  }
}
