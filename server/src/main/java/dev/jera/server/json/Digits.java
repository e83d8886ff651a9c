package dev.jera.server.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The first significant decimal digits of a float64, rounded half to even from its exact value as
 * C's printf does.
 *
 * <p>They are cut from the product of the number and a power of ten, of which 128 bits are kept.
 * Where that leaves a tie open, which is rare, {@link BigDecimal} decides.
 */
final class Digits {
  /** The most digits that are asked for: what float64 needs to be read back. */
  private static final int MOST = 17;

  private static final int LEAST_POWER = -310;
  private static final int LARGEST_POWER = 345;
  private static final double LOG_2 = 0.301029995663981;
  private static final int MANTISSA_BITS = 52;
  private static final long MANTISSA = (1L << MANTISSA_BITS) - 1;
  private static final int EXPONENT_BIAS = 1075;
  private static final double UNIT = 0x1p-64;

  /** What the product may lack, in units of its fraction's last bit, and more. */
  private static final long OPEN = 4;

  /** Powers of ten as 128 bits, the first of them 1, times a power of two. */
  private static final long[] HIGH = new long[LARGEST_POWER - LEAST_POWER + 1];

  private static final long[] LOW = new long[HIGH.length];
  private static final int[] SCALE = new int[HIGH.length];

  private static final long[] TENS = new long[MOST + 2];

  private long digits;
  private int exponent;
  private double distance;

  static {
    for (int i = 0; i < HIGH.length; i++) {
      power(i, i + LEAST_POWER);
    }
    TENS[0] = 1;
    for (int i = 1; i < TENS.length; i++) {
      TENS[i] = 10 * TENS[i - 1];
    }
  }

  private static void power(int index, int power) {
    BigInteger ten = BigInteger.TEN.pow(Math.abs(power));
    int bits = ten.bitLength();
    // As 2^(127 + bits) / ten has 128 bits, so has every power of ten here.
    BigInteger scaled =
        power >= 0
            ? ten.shiftLeft(Long.SIZE * 2).shiftRight(bits)
            : BigInteger.ONE.shiftLeft(Long.SIZE * 2 - 1 + bits).divide(ten);
    HIGH[index] = scaled.shiftRight(Long.SIZE).longValue();
    LOW[index] = scaled.longValue();
    SCALE[index] = power >= 0 ? bits - Long.SIZE * 2 : 1 - Long.SIZE * 2 - bits;
  }

  /**
   * Cuts digits from a number.
   *
   * @param value finite and greater than 0
   * @param count how many digits, at most 17
   */
  void cut(double value, int count) {
    long bits = Double.doubleToRawLongBits(value);
    int biased = (int) (bits >>> MANTISSA_BITS);
    long mantissa = biased == 0 ? bits : (bits & MANTISSA) | (MANTISSA + 1);
    int shift = Long.numberOfLeadingZeros(mantissa);
    mantissa <<= shift;
    int binary = Math.max(biased, 1) - EXPONENT_BIAS - shift;
    exponent = (int) Math.floor((binary + Long.SIZE - 1) * LOG_2);
    if (!cut(mantissa, binary, count)) {
      exponent++;
      cut(mantissa, binary, count);
    }
    if (digits < 0) {
      cutExactly(value, count);
    }
    if (digits == TENS[count]) {
      digits = TENS[count - 1];
      distance /= 10;
      exponent++;
    }
  }

  /** Cuts for the exponent as guessed; false if that is one too low. */
  private boolean cut(long mantissa, int binary, int count) {
    int index = count - 1 - exponent - LEAST_POWER;
    long upper = mantissa * HIGH[index];
    long low = upper + multiplyHigh(mantissa, LOW[index]);
    long carry = Long.compareUnsigned(low, upper) < 0 ? 1 : 0;
    long high = multiplyHigh(mantissa, HIGH[index]) + carry;
    int shift = -(Long.SIZE + binary + SCALE[index]) - Long.SIZE;
    long whole = high >>> shift;
    if (whole >= TENS[count]) {
      return false;
    }
    long fraction = (high << (Long.SIZE - shift)) | (low >>> shift);
    long overHalf = fraction - Long.MIN_VALUE;
    boolean isUp = overHalf > 0;
    digits = Math.abs(overHalf) <= OPEN ? -1 : isUp ? whole + 1 : whole;
    distance = (isUp ? -fraction : fraction) * UNIT;
    return true;
  }

  private void cutExactly(double value, int count) {
    BigDecimal exact = new BigDecimal(value);
    BigDecimal rounded = exact.round(new MathContext(count, RoundingMode.HALF_EVEN));
    exponent = rounded.precision() - rounded.scale() - 1;
    BigDecimal whole = rounded.movePointRight(count - 1 - exponent);
    digits = whole.longValueExact();
    distance = exact.movePointRight(count - 1 - exponent).subtract(whole).abs().doubleValue();
  }

  private static long multiplyHigh(long a, long b) {
    return Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
  }

  /** The digits as a whole number. */
  long digits() {
    return digits;
  }

  /** The power of ten that the first digit stands for. */
  int exponent() {
    return exponent;
  }

  /**
   * How far the digits are from the number.
   *
   * @param value the number that they were cut from
   * @param ulp what lies between it and the next number of its type
   * @return the distance in halves of that: below 1 they are read as the number again, unless it is
   *     a power of two, whose lower neighbour is nearer
   */
  double error(double value, double ulp) {
    return 2 * distance * (value / ulp) / digits;
  }
}
