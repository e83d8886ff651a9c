package dev.jera.cli.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Ascii;
import dev.jera.cli.tensor.Mismatch;
import dev.jera.cli.tensor.Numbers;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.math.BigInteger;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/**
 * The values of a tensor in row-major order, checked and converted to a dtype.
 *
 * @param spec the input that they are for, as errors name it
 * @param shape their shape, by which errors say where a value stands
 * @param values the values as JSON
 */
record Elements(TensorSpec spec, Shape shape, List<JsonNode> values) {
  private static final int LONGEST_QUOTE = 60;

  /**
   * The tensor of the input's dtype.
   *
   * @throws JeraException if a value is not of the dtype; the message says which
   */
  TensorData tensor() {
    Dtype dtype = spec.dtype();
    return switch (dtype) {
      case FLOAT16, BFLOAT16, FLOAT32, FLOAT64 -> Numbers.floats(dtype, shape, numbers());
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 ->
          Numbers.integers(dtype, shape, integers());
      case BOOL -> TensorData.of(shape, booleans());
      case STRING -> TensorData.of(shape, strings());
      case OTHER ->
          throw new IllegalArgumentException(
              "spec: %s (expected: a real number, bool or string)".formatted(spec));
    };
  }

  private double[] numbers() {
    double largest = Numbers.largest(spec.dtype());
    double[] numbers = new double[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(i);
      if (Double.isFinite(numbers[i]) && Math.abs(numbers[i]) > largest) {
        throw wrong(i, Mismatch.number(spec.dtype()));
      }
    }
    return numbers;
  }

  private double number(int index) {
    JsonNode value = values.get(index);
    if (!value.isNumber() || (value.isBigInteger() && Double.isInfinite(value.doubleValue()))) {
      throw wrong(index, "a number");
    }
    return value.doubleValue();
  }

  private long[] integers() {
    BigInteger least = Numbers.least(spec.dtype());
    BigInteger most = Numbers.most(spec.dtype());
    long[] integers = new long[values.size()];
    for (int i = 0; i < integers.length; i++) {
      JsonNode value = values.get(i);
      if (!value.isIntegralNumber()
          || value.bigIntegerValue().compareTo(least) < 0
          || value.bigIntegerValue().compareTo(most) > 0) {
        throw wrong(i, Mismatch.wholeNumber(spec.dtype()) + ", without a point");
      }
      integers[i] = value.bigIntegerValue().longValue();
    }
    return integers;
  }

  private boolean[] booleans() {
    boolean[] booleans = new boolean[values.size()];
    for (int i = 0; i < booleans.length; i++) {
      if (!values.get(i).isBoolean()) {
        throw wrong(i, "true or false");
      }
      booleans[i] = values.get(i).booleanValue();
    }
    return booleans;
  }

  private byte[][] strings() {
    byte[][] strings = new byte[values.size()][];
    for (int i = 0; i < strings.length; i++) {
      strings[i] = string(i);
    }
    return strings;
  }

  private byte[] string(int index) {
    JsonNode value = values.get(index);
    if (value.isTextual()) {
      return value.textValue().getBytes(UTF_8);
    }
    if (!Base64Text.is(value)) {
      throw wrong(index, "a text, or {\"b64\": \"...\"} with bytes in base64");
    }
    try {
      return Base64Text.read(value);
    } catch (IllegalArgumentException e) {
      throw wrong(index, "base64: " + e.getMessage());
    }
  }

  private JeraException wrong(int index, String expected) {
    return Mismatch.of(spec, shape, index, quote(values.get(index)), expected);
  }

  /** A value as errors quote it, cut where it is long. */
  static String quote(JsonNode value) {
    return Ascii.truncate(value.toString(), LONGEST_QUOTE, "...");
  }
}
