package dev.jera.server.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule: C's printf %.6g where that gives the number back, else %.9g for float, %.17g. */
class DecimalsTest {
  private final Decimals decimals = new Decimals();
  private final byte[] buffer = new byte[Decimals.LONGEST];

  @ParameterizedTest
  @CsvSource({
    "0, 0.0, 0.0",
    "-0.0, -0.0, -0.0",
    "1, 1.0, 1.0",
    "-2.5, -2.5, -2.5",
    "0.2, 0.2, 0.2",
    "3.1415927, 3.14159274, 3.1415926999999999",
    "123456, 123456.0, 123456.0",
    "1000000, 1e+06, 1e+06",
    "1234567, 1234567.0, 1234567.0",
    "16777217, 16777216.0, 16777217.0",
    "1e10, 1e+10, 1e+10",
    "0.0001, 0.0001, 0.0001",
    "0.00003, 3e-05, 3e-05",
    "0.00012345678, 0.000123456775, 0.00012345678000000001",
    "1e-45, 1.4013e-45, 1e-45",
    "3.4028235e38, 3.40282347e+38, 3.4028234999999999e+38",
  })
  void numbersAreWrittenAsPrintfWritesThem(String number, String asFloat, String asDouble) {
    assertThat(write(Float.parseFloat(number))).isEqualTo(asFloat);
    assertThat(write(Double.parseDouble(number))).isEqualTo(asDouble);
  }

  @ParameterizedTest
  @CsvSource({
    "4.9e-324, 4.94066e-324",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "-2.2250738585072011e-308, -2.2250738585072009e-308",
    "1234565, 1234565.0",
    "9999995, 9999995.0",
    "99999.95, 99999.949999999997",
    "9.5367431640625e-07, 9.5367431640625e-07",
  })
  void doublesOfAnySizeAreWrittenAsPrintfWritesThem(double number, String text) {
    assertThat(write(number)).isEqualTo(text);
  }

  @Test
  void randomFloatsAreWrittenByTheirExactValue() {
    checkFloats(50_000);
  }

  @Test
  void randomDoublesAreWrittenByTheirExactValue() {
    checkDoubles(20_000);
  }

  @Test
  void shortNumbersAreWrittenShort() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      String text = random.nextInt(1_000_000) + "e" + (random.nextInt(60) - 35);
      float asFloat = Float.parseFloat(text);
      double asDouble = Double.parseDouble(text);
      assertThat(write(asFloat)).isEqualTo(exact(asFloat));
      assertThat(write(asDouble)).isEqualTo(exact(asDouble));
      assertThat(Double.parseDouble(write(asDouble))).isEqualTo(asDouble);
    }
  }

  @Test
  void powersOfTwoAreWrittenByTheirExactValue() {
    for (int power = Double.MIN_EXPONENT - 52; power <= Double.MAX_EXPONENT; power++) {
      double value = Math.scalb(1.0, power);
      assertThat(write(value)).isEqualTo(exact(value));
      if ((float) value > 0 && Float.isFinite((float) value)) {
        assertThat(write((float) value)).isEqualTo(exact((float) value));
      }
    }
  }

  @Test
  @Tag("acceptance")
  void aMillionRandomFloatsAndDoublesAreWrittenByTheirExactValue() {
    checkFloats(1_000_000);
    checkDoubles(1_000_000);
  }

  private void checkFloats(int count) {
    Random random = new Random(1);
    for (int i = 0; i < count; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(value) && !write(value).equals(exact(value))) {
        assertThat(write(value)).isEqualTo(exact(value));
      }
    }
  }

  private void checkDoubles(int count) {
    Random random = new Random(2);
    for (int i = 0; i < count; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value) && !write(value).equals(exact(value))) {
        assertThat(write(value)).isEqualTo(exact(value));
      }
    }
  }

  private String write(float value) {
    return new String(buffer, 0, decimals.write(value, buffer, 0), US_ASCII);
  }

  private String write(double value) {
    return new String(buffer, 0, decimals.write(value, buffer, 0), US_ASCII);
  }

  private static String exact(float value) {
    String text = printf(value, 6);
    return pointed(Float.parseFloat(text) == value ? text : printf(value, 9));
  }

  private static String exact(double value) {
    String text = printf(value, 6);
    return pointed(Double.parseDouble(text) == value ? text : printf(value, 17));
  }

  private static String pointed(String text) {
    return text.contains(".") || text.contains("e") ? text : text + ".0";
  }

  /** C's %.*g of the number's exact value. */
  private static String printf(double value, int digits) {
    String sign = Double.compare(value, 0) < 0 ? "-" : "";
    if (value == 0) {
      return sign + "0";
    }
    BigDecimal rounded =
        new BigDecimal(Math.abs(value)).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    BigDecimal stripped = rounded.stripTrailingZeros();
    int exponent = stripped.precision() - stripped.scale() - 1;
    if (exponent >= -4 && exponent < digits) {
      return sign + stripped.toPlainString();
    }
    String mantissa = stripped.movePointLeft(exponent).stripTrailingZeros().toPlainString();
    return sign
        + mantissa
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }
}
