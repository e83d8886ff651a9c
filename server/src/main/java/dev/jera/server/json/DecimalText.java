package dev.jera.server.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.io.NumberInput;

/**
 * JSON's decimal numbers as floats, rounded to nearest even as {@link Float#parseFloat} and {@link
 * Double#parseDouble} do, and faster: short numbers by one division or multiplication, the rest by
 * Jackson's parser.
 */
final class DecimalText {
  /** Powers of ten that float64 holds exactly. */
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private static final int LARGEST_POWER = POWERS.length - 1;

  /** As {@code e-123}. */
  private static final int LONGEST_EXPONENT = 5;

  /** So many digits fit in a long. */
  private static final int DIGITS = 18;

  private static final long EXACT = 1L << 53;

  /** The bits that float64 has and float32 has not, and the half of the last that it has. */
  private static final long BELOW_FLOAT = (1L << 29) - 1;

  private static final long HALF = 1L << 28;

  /** Two roundings and what they carry are less than this many units of float64's last place. */
  private static final long SAFE = 8;

  private DecimalText() {}

  /** The number that stands in some bytes, which must be one of JSON's, but no NaN or Infinity. */
  static float toFloat(byte[] json, int start, int end) {
    boolean isNegative = json[start] == '-';
    double value = quick(json, isNegative ? start + 1 : start, end, Long.MAX_VALUE);
    if (isSure(value)) {
      return (float) (isNegative ? -value : value);
    }
    return NumberInput.parseFloat(text(json, start, end), true);
  }

  /**
   * The number of some digits.
   *
   * @param count how many they are
   * @param power the power of ten to multiply with, 0 or less
   * @return NaN if it takes a closer look
   */
  static float toFloat(long digits, int count, int power) {
    if (count > DIGITS) {
      return Float.NaN;
    }
    double value = power == 0 ? digits : digits / POWERS[-power];
    return isSure(value) ? (float) value : Float.NaN;
  }

  /** Whether a number, rounded twice to float64, is far enough from a tie of float32. */
  private static boolean isSure(double value) {
    long rest = Double.doubleToRawLongBits(value) & BELOW_FLOAT;
    return value == 0
        || (value >= Float.MIN_NORMAL && value < Float.MAX_VALUE && Math.abs(rest - HALF) > SAFE);
  }

  /** The number that stands in some bytes, which must be one of JSON's, but no NaN or Infinity. */
  static double toDouble(byte[] json, int start, int end) {
    boolean isNegative = json[start] == '-';
    double value = quick(json, isNegative ? start + 1 : start, end, EXACT);
    if (Double.isNaN(value)) {
      return NumberInput.parseDouble(text(json, start, end), true);
    }
    return isNegative ? -value : value;
  }

  /**
   * A number without a sign, rounded at most twice, and once only if its digits are exact in
   * float64; NaN if it is not so simple.
   *
   * @param most the largest number that its digits may be without their point
   */
  private static double quick(byte[] json, int start, int end, long most) {
    long digits = 0;
    int fraction = -1;
    int i = start;
    for (; i < end && json[i] <= '9'; i++) {
      if (json[i] == '.') {
        fraction = i + 1;
      } else {
        digits = 10 * digits + (json[i] - '0');
      }
    }
    int power = fraction < 0 ? 0 : fraction - i;
    if (i - start > (fraction < 0 ? DIGITS : DIGITS + 1) || digits > most) {
      return Double.NaN;
    }
    if (i < end) {
      if (end - i > LONGEST_EXPONENT) {
        return Double.NaN;
      }
      power += exponent(json, i + 1, end);
    }
    if (power < -LARGEST_POWER || power > LARGEST_POWER) {
      return Double.NaN;
    }
    return power < 0 ? digits / POWERS[-power] : digits * POWERS[power];
  }

  private static int exponent(byte[] json, int start, int end) {
    int exponent = 0;
    for (int i = start; i < end; i++) {
      if (json[i] >= '0') {
        exponent = 10 * exponent + (json[i] - '0');
      }
    }
    return json[start] == '-' ? -exponent : exponent;
  }

  private static String text(byte[] json, int start, int end) {
    return new String(json, start, end - start, ISO_8859_1);
  }
}
