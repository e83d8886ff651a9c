package dev.jera.server.json;

import java.math.BigDecimal;

/**
 * Finite floating-point numbers as TensorFlow Serving writes them: in 6 significant digits where
 * these give the number back, else in 9 (float32) or 17 (float64), always with a point or an
 * exponent, and laid out as C's {@code %g}. An object is a writer's own; it is not for many
 * threads.
 *
 * @see <a
 *     href="https://github.com/tensorflow/serving/blob/master/tensorflow_serving/util/json_tensor.cc">WriteDecimal</a>
 */
final class Decimals {
  /** No number is longer than {@code -1.2345678901234567e-308}. */
  static final int LONGEST = 24;

  private static final int SHORT = 6;
  private static final int FLOAT = 9;
  private static final int DOUBLE = 17;
  private static final int LEAST_FIXED = -4;

  /** Between these errors it takes an exact look whether digits give a number back. */
  private static final double SURELY = 0.49;

  private static final double HARDLY = 1.01;

  private final Digits digits = new Digits();
  private byte[] out = new byte[0];
  private int at;

  /**
   * Writes a finite number.
   *
   * @param out has room for {@value #LONGEST} bytes
   * @param start where to write
   * @return where the number ends
   */
  int write(float value, byte[] out, int start) {
    float magnitude = Math.abs(value);
    if (begin(Float.floatToRawIntBits(value) < 0, magnitude == 0, out, start)) {
      digits.cut(magnitude, SHORT);
      double error = digits.error(magnitude, Math.ulp(magnitude));
      if (error < SURELY || (error < HARDLY && shortest().floatValue() == magnitude)) {
        layOut(SHORT);
      } else {
        digits.cut(magnitude, FLOAT);
        layOut(FLOAT);
      }
    }
    return at;
  }

  /** Writes a finite number, as the other does. */
  int write(double value, byte[] out, int start) {
    double magnitude = Math.abs(value);
    if (begin(Double.doubleToRawLongBits(value) < 0, magnitude == 0, out, start)) {
      digits.cut(magnitude, SHORT);
      double error = digits.error(magnitude, Math.ulp(magnitude));
      if (error < SURELY || (error < HARDLY && shortest().doubleValue() == magnitude)) {
        layOut(SHORT);
      } else {
        digits.cut(magnitude, DOUBLE);
        layOut(DOUBLE);
      }
    }
    return at;
  }

  private BigDecimal shortest() {
    return BigDecimal.valueOf(digits.digits(), SHORT - 1 - digits.exponent());
  }

  /** Writes the sign, and all of a zero; whether there is more to write. */
  private boolean begin(boolean isNegative, boolean isZero, byte[] target, int start) {
    out = target;
    at = start;
    if (isNegative) {
      out[at++] = '-';
    }
    if (isZero) {
      out[at++] = '0';
      pointZero();
    }
    return !isZero;
  }

  private void layOut(int precision) {
    long whole = digits.digits();
    int count = precision;
    while (whole % 10 == 0) {
      whole /= 10;
      count--;
    }
    int exponent = digits.exponent();
    if (exponent < LEAST_FIXED || exponent >= precision) {
      mantissa(whole, count);
      exponent(exponent);
    } else if (exponent < 0) {
      out[at++] = '0';
      out[at++] = '.';
      zeros(-exponent - 1);
      at += count;
      backwards(whole, count, at);
    } else if (exponent >= count - 1) {
      at += count;
      backwards(whole, count, at);
      zeros(exponent - count + 1);
      pointZero();
    } else {
      split(whole, count, exponent + 1);
    }
  }

  private void mantissa(long whole, int count) {
    if (count == 1) {
      out[at++] = (byte) ('0' + whole);
    } else {
      split(whole, count, 1);
    }
  }

  /** Digits with a point among them. */
  private void split(long whole, int count, int before) {
    at += count + 1;
    long first = backwards(whole, count - before, at);
    out[at - 1 - (count - before)] = '.';
    backwards(first, before, at - 1 - (count - before));
  }

  /** Writes the last digits of a number before a place, and gives what is left of it. */
  private long backwards(long number, int count, int before) {
    long rest = number;
    for (int i = before - 1; i >= before - count; i--) {
      long tenth = rest / 10;
      out[i] = (byte) ('0' + (rest - 10 * tenth));
      rest = tenth;
    }
    return rest;
  }

  /** At least two digits, as C has it. */
  private void exponent(int exponent) {
    out[at++] = 'e';
    out[at++] = (byte) (exponent < 0 ? '-' : '+');
    int count = Math.abs(exponent) < 100 ? 2 : 3;
    at += count;
    backwards(Math.abs(exponent), count, at);
  }

  private void zeros(int count) {
    for (int i = 0; i < count; i++) {
      out[at++] = '0';
    }
  }

  private void pointZero() {
    out[at++] = '.';
    out[at++] = '0';
  }
}
