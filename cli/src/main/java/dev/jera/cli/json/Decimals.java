package dev.jera.cli.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Floating-point numbers as TensorFlow Serving writes them: in 6 significant digits where these
 * give the number back, else in 9 (float32) or 17 (float64), always with a point or an exponent;
 * {@code NaN}, {@code Infinity} and {@code -Infinity} bare.
 *
 * @see <a
 *     href="https://github.com/tensorflow/serving/blob/master/tensorflow_serving/util/json_tensor.cc">WriteDecimal</a>
 */
final class Decimals {
  private static final int SHORT = 6;
  private static final int FLOAT = 9;
  private static final int DOUBLE = 17;

  private Decimals() {}

  static String format(float value) {
    if (!Float.isFinite(value)) {
      return Float.toString(value);
    }
    String text = printf(value, SHORT);
    return decimal(Float.parseFloat(text) == value ? text : printf(value, FLOAT));
  }

  static String format(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    String text = printf(value, SHORT);
    return decimal(Double.parseDouble(text) == value ? text : printf(value, DOUBLE));
  }

  /** C's {@code %.*g}, which Java's {@code %g} is not. */
  private static String printf(double value, int digits) {
    String sign = Double.compare(value, 0) < 0 ? "-" : "";
    BigDecimal rounded =
        new BigDecimal(Math.abs(value)).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    if (rounded.signum() == 0) {
      return sign + "0";
    }
    BigDecimal stripped = rounded.stripTrailingZeros();
    int exponent = stripped.precision() - stripped.scale() - 1;
    if (exponent >= -4 && exponent < digits) {
      return sign + stripped.toPlainString();
    }
    BigDecimal mantissa = stripped.movePointLeft(exponent).stripTrailingZeros();
    return "%s%se%s%02d"
        .formatted(sign, mantissa.toPlainString(), exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private static String decimal(String text) {
    return text.contains(".") || text.contains("e") ? text : text + ".0";
  }
}
