package dev.jera.server.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "-0.0",
        "0e99999999999",
        "1",
        "0.1",
        "-1.5e3",
        "1E+2",
        "1e-2",
        "16777217",
        // Halfway between two floats, and just beside.
        "16777217.0000000001",
        "16777216.9999999999",
        "16777219",
        "1.00000005960464477539",
        "1.000000059604644775390625",
        "1.0000000596046447753906251",
        "3.4028235e38",
        "3.40282356e38",
        "1e39",
        "1e-45",
        "7.006492321624085e-46",
        "1.1754942e-38",
        "123456789012345678",
        "1234567890123456789",
        "12345678901234567890",
        "9007199254740993",
        "0.30000001192092896",
        "1e22",
        "1e23",
        "1.7976931348623157e308",
        "4.9e-324",
        "1e-400",
        "0.000000000000000000000000000000000000000000001",
        "2.2250738585072011e-308",
      })
  void aNumberIsRoundedAsTheJdkRoundsIt(String text) {
    byte[] json = text.getBytes(US_ASCII);

    assertThat(DecimalText.toFloat(json, 0, json.length)).isEqualTo(Float.parseFloat(text));
    assertThat(DecimalText.toDouble(json, 0, json.length)).isEqualTo(Double.parseDouble(text));
  }

  @Test
  void randomNumbersAreRoundedAsTheJdkRoundsThem() {
    Random random = new Random(1);
    for (int i = 0; i < 30_000; i++) {
      float number = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(number)) {
        check(Float.toString(number));
        check(Double.toString(number));
      }
      check(random.nextInt(1000) + "." + random.nextLong(1L << random.nextInt(1, 63)));
      check((random.nextLong() >> random.nextInt(63)) + "e" + (random.nextInt(70) - 40));
      // The point between two floats.
      check(Double.toString(1 + random.nextInt(1 << 23) * 0x1p-23 + 0x1p-24));
    }
  }

  private static void check(String text) {
    byte[] json = ("[" + text + "]").getBytes(US_ASCII);
    float asFloat = DecimalText.toFloat(json, 1, json.length - 1);
    double asDouble = DecimalText.toDouble(json, 1, json.length - 1);
    if (Float.compare(asFloat, Float.parseFloat(text)) != 0) {
      assertThat(asFloat).as(text).isEqualTo(Float.parseFloat(text));
    }
    if (Double.compare(asDouble, Double.parseDouble(text)) != 0) {
      assertThat(asDouble).as(text).isEqualTo(Double.parseDouble(text));
    }
  }
}
