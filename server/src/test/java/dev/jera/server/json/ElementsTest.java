package dev.jera.server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.server.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElementsTest {

  @ParameterizedTest
  @CsvSource({
    "INT8, -128, 127, -129, 128",
    "UINT8, 0, 255, -1, 256",
    "INT16, -32768, 32767, -32769, 32768",
    "UINT16, 0, 65535, -1, 65536",
    "INT32, -2147483648, 2147483647, -2147483649, 2147483648",
    "UINT32, 0, 4294967295, -1, 4294967296",
    "INT64, -9223372036854775808, 9223372036854775807, -9223372036854775809, 9223372036854775808",
    "UINT64, 0, 18446744073709551615, -1, 18446744073709551616",
  })
  void anIntegerMustBeInTheRangeOfItsDtype(
      Dtype dtype, String least, String most, String less, String more) {
    TensorData values = read(dtype, "[" + least + ", " + most + ", 0, -0]");

    assertThat(values.dtype()).isEqualTo(dtype);
    assertThat(values.longs())
        .containsExactly(
            Long.parseLong(least), dtype == Dtype.UINT64 ? -1 : Long.parseLong(most), 0, 0);
    for (String beyond : new String[] {less, more, "1" + "0".repeat(300)}) {
      assertWrong(dtype, beyond, "Number");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1.5 | Number",
        "1.0 | Number",
        "1e2 | Number",
        "NaN | Number",
        "\"1\" | String",
        "null | Null",
        "true | True",
        "{} | Object",
        "1099511627776 | Number",
      })
  void anInt32IsNothingButAWholeNumber(String value, String type) {
    assertWrong(Dtype.INT32, value, type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"\"x\" | String", "null | Null", "false | False", "{\"b64\":\"\"} | Object"})
  void aFloatIsNothingButANumber(String value, String type) {
    for (Dtype dtype : new Dtype[] {Dtype.FLOAT32, Dtype.FLOAT64}) {
      assertThatThrownBy(() -> read(dtype, "[" + value + "]"))
          .isInstanceOf(ApiException.class)
          .hasMessage(
              "JSON Value: %s Type: %s is not of expected type: %s",
              value, type, dtype == Dtype.FLOAT32 ? "float" : "double");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"0 | Number", "\"true\" | String", "null | Null"})
  void aBoolIsNothingButTrueOrFalse(String value, String type) {
    assertWrong(Dtype.BOOL, value, type);
  }

  @ParameterizedTest
  @CsvSource({"1, Number", "null, Null", "true, True"})
  void aStringIsNothingButATextOrBase64(String value, String type) {
    assertWrong(Dtype.STRING, value, type);
    assertThatThrownBy(() -> read(Dtype.STRING, "[{\"b64\":1}]"))
        .hasMessage("JSON Value: {\"b64\":1} not formatted correctly for base64 data");
    assertThatThrownBy(() -> read(Dtype.STRING, "[{\"b64\":\"?\"}]"))
        .isInstanceOf(ApiException.class)
        .hasMessage("Unable to base64 decode");
  }

  @Test
  void notANumberAndInfinityAreNumbers() {
    assertThat(read(Dtype.FLOAT32, "[NaN, Infinity, -Infinity, -0.0]").floats())
        .containsExactly(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0.0f);
    assertThat(read(Dtype.FLOAT64, "[NaN, Infinity,-Infinity]").doubles())
        .containsExactly(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32, 3.4028235e38, 1e39, float",
    "FLOAT16, 65504, 65505, half",
    "BFLOAT16, 3.3895314e38, 3.4e38, bfloat16",
  })
  void aNumberBeyondAFloatingDtypeIsRefused(Dtype dtype, String most, String more, String name) {
    assertThat(read(dtype, "[" + most + ", Infinity]").floats())
        .containsExactly(Float.parseFloat(most), Float.POSITIVE_INFINITY);
    assertThatThrownBy(() -> read(dtype, "[-" + more + "]"))
        .isInstanceOf(ApiException.class)
        .hasMessage("Cannot convert JSON value: -%s to %s without loss of precision.", more, name);
  }

  @Test
  void aStringIsReadWithItsEscapes() {
    assertThat(
            read(
                    Dtype.STRING,
                    "[\"\", \"\\\"\\\\\\/\\b\\f\\n\\r\\t\", \"\\u00fc\\ud83d\\ude00\\u0000x\", \"ü😀\"]")
                .strings())
        .containsExactly("", "\"\\/\b\f\n\r\t", "ü😀\0x", "ü😀");
  }

  @Test
  void aLongValueIsQuotedInPart() {
    assertThatThrownBy(() -> read(Dtype.FLOAT32, "[\"" + "x".repeat(300) + "\"]"))
        .hasMessage(
            "JSON Value: \"%s... Type: String is not of expected type: float", "x".repeat(255));
  }

  private static TensorData read(Dtype dtype, String values) {
    return PredictBodyTest.only(Signatures.of(dtype), "{\"inputs\": " + values + "}");
  }

  private static void assertWrong(Dtype dtype, String value, String type) {
    assertThatThrownBy(() -> read(dtype, "[" + value + "]"))
        .isInstanceOf(ApiException.class)
        .hasMessageStartingWith("JSON Value: " + value.substring(0, Math.min(20, value.length())))
        .hasMessageEndingWith(" Type: %s is not of expected type: %s".formatted(type, dtype));
  }
}
