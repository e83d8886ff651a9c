package dev.jera.cli.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The expected texts come from C's printf: %.6g where that gives the number back, else %.9g, %.17g.
 */
class DecimalsTest {

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
    "NaN, NaN, NaN",
    "Infinity, Infinity, Infinity",
    "-Infinity, -Infinity, -Infinity",
  })
  void numbersAreWrittenAsTensorFlowServingDoes(String number, String asFloat, String asDouble) {
    assertThat(Decimals.format(Float.parseFloat(number))).isEqualTo(asFloat);
    assertThat(Decimals.format(Double.parseDouble(number))).isEqualTo(asDouble);
  }
}
