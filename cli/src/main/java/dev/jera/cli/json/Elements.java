package dev.jera.cli.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.util.Base64;
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
  private static final double LARGEST_BFLOAT16 = 0x1.FEp127;

  float[] floats(double largest) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      double value = number(i);
      if (Double.isFinite(value) && Math.abs(value) > largest) {
        throw wrong(i, "a number up to " + largest);
      }
      floats[i] = (float) value;
    }
    return floats;
  }

  /** Rounded to the nearest bfloat16, of two the even; TensorFlow Java would cut off the bits. */
  float[] bfloats() {
    float[] floats = floats(LARGEST_BFLOAT16);
    for (int i = 0; i < floats.length; i++) {
      int bits = Float.floatToRawIntBits(floats[i]);
      int rounded = bits + 0x7fff + (bits >>> 16 & 1) & 0xffff0000;
      floats[i] = Float.isFinite(floats[i]) ? Float.intBitsToFloat(rounded) : floats[i];
    }
    return floats;
  }

  double[] doubles() {
    double[] doubles = new double[values.size()];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = number(i);
    }
    return doubles;
  }

  int[] ints() {
    int[] ints = new int[values.size()];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = (int) integer(i, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    return ints;
  }

  long[] longs() {
    long[] longs = new long[values.size()];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = integer(i, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    return longs;
  }

  byte[] unsignedBytes() {
    byte[] bytes = new byte[values.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) integer(i, 0, 0xff);
    }
    return bytes;
  }

  short[] unsignedShorts() {
    short[] shorts = new short[values.size()];
    for (int i = 0; i < shorts.length; i++) {
      shorts[i] = (short) integer(i, 0, 0xffff);
    }
    return shorts;
  }

  boolean[] booleans() {
    boolean[] booleans = new boolean[values.size()];
    for (int i = 0; i < booleans.length; i++) {
      if (!values.get(i).isBoolean()) {
        throw wrong(i, "true or false");
      }
      booleans[i] = values.get(i).booleanValue();
    }
    return booleans;
  }

  byte[][] strings() {
    byte[][] strings = new byte[values.size()][];
    for (int i = 0; i < strings.length; i++) {
      strings[i] = string(i);
    }
    return strings;
  }

  private double number(int index) {
    JsonNode value = values.get(index);
    if (!value.isNumber() || (value.isBigInteger() && Double.isInfinite(value.doubleValue()))) {
      throw wrong(index, "a number");
    }
    return value.doubleValue();
  }

  private long integer(int index, long least, long most) {
    JsonNode value = values.get(index);
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < least
        || value.longValue() > most) {
      throw wrong(index, "a whole number from %d to %d, without a point".formatted(least, most));
    }
    return value.longValue();
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
      String text = CharMatcher.whitespace().removeFrom(value.get(Base64Text.KEY).textValue());
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw wrong(index, "base64: " + e.getMessage());
    }
  }

  private JeraException wrong(int index, String expected) {
    return new JeraException(
        "Input '%s': %s%s (expected: %s, for %s)"
            .formatted(
                spec.name(),
                Ascii.truncate(values.get(index).toString(), LONGEST_QUOTE, "..."),
                place(index),
                expected,
                spec.dtype()));
  }

  /** As {@code at [0][27]}. */
  private String place(int index) {
    StringBuilder place = new StringBuilder();
    long rest = index;
    for (int axis = shape.numDimensions() - 1; axis >= 0; axis--) {
      place.insert(0, "[%d]".formatted(rest % shape.get(axis)));
      rest /= shape.get(axis);
    }
    return place.isEmpty() ? "" : " at " + place;
  }
}
