package dev.jera.server.rest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ":predict", the types of values and how numbers are written. */
class RestTypesTest extends Asking {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "float32 | [1, 0.1, 1e10, 16777217, 3.4028235e38] | [1.0,0.1,1e+10,16777216.0,3.40282347e+38]",
        "float32 | [0.333333343, 1e-5, 123456.7, 1e21, -0.0] | [0.333333343,1e-05,123456.703,1e+21,-0.0]",
        "float32 | [NaN, Infinity, -Infinity] | [NaN,Infinity,-Infinity]",
        "float64 | [0.1, 0.30000000000000004, 1e300] | [0.1,0.30000000000000004,1e+300]",
        "float16 | [0.5, 65504] | [0.5,65504.0]",
        "int32 | [-2147483648, 2147483647] | [-2147483648,2147483647]",
        "int64 | [-9223372036854775808, 9223372036854775807] | [-9223372036854775808,9223372036854775807]",
        "uint8 | [0, 255] | [0,255]",
        "bool | [true, false] | [true,false]",
        "string | ['a\\\"', {'b64': 'AAE='}] | ['a\\\"','\\u0000\\u0001']",
      })
  void valuesComeBackAsTheyWent(String signature, String sent, String answer) {
    answers(
        signature,
        "\"instances\": " + sent.replace('\'', '"'),
        "{\"predictions\":" + answer.replace('\'', '"') + "}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "float32 | \"1\" | String | float",
        "float32 | null | Null | float",
        "float32 | true | True | float",
        "int32 | 1.0 | Number | int32",
        "int32 | 1e2 | Number | int32",
        "int32 | 1.5 | Number | int32",
        "int32 | 1099511627776 | Number | int32",
        "int64 | 9223372036854775808 | Number | int64",
        "uint8 | 300 | Number | uint8",
        "uint8 | -1 | Number | uint8",
        "int8 | 300 | Number | int8",
        "int16 | 32768 | Number | int16",
        "bool | 1 | Number | bool",
        "string | 1 | Number | string",
        "string | null | Null | string",
      })
  void aValueOfAnotherTypeIsRefused(String signature, String sent, String kind, String dtype) {
    String value = sent.replace('\'', '"');
    refuses(
        signature,
        "\"inputs\": [" + value + "]",
        "JSON Value: " + value + " Type: " + kind + " is not of expected type: " + dtype);
  }

  @Test
  void aValueIsQuotedInPart() {
    String value = "\"" + "v".repeat(300) + "\"";
    refuses(
        "float32",
        "\"inputs\": [" + value + "]",
        "JSON Value: "
            + value.substring(0, 256)
            + "... Type: String is not of expected type: float");
  }

  @Test
  void badBase64IsRefused() {
    refuses("string", "\"inputs\": [{\"b64\": \"*\"}]", "Unable to base64 decode");
  }

  @Test
  void whatFloat64CannotHoldIsRefused() {
    refuses(
        "float32",
        "\"inputs\": [1e400]",
        "JSON Parse error: Number too big to be stored in double. at offset: 41");
  }
}
