package dev.jera.cli.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import dev.jera.datasets.record.TfFeature;
import dev.jera.datasets.record.TfFeature.BytesList;
import dev.jera.datasets.record.TfFeature.FloatList;
import dev.jera.datasets.record.TfFeature.Int64List;
import dev.jera.runtime.JeraException;
import java.util.List;
import java.util.Optional;

/**
 * Reads one feature of a tf.Example: a value or a list of values, all of the first one's kind.
 *
 * <p>Whole numbers, and true and false as 1 and 0, are an Int64List; numbers with a point or an
 * exponent a FloatList; texts and {@code {"b64": "..."}} a BytesList.
 *
 * @param where what errors call the feature
 * @param values its values as JSON
 */
record Features(String where, List<JsonNode> values) {

  /** The kinds of lists, by what their values are in JSON. */
  private enum Kind {
    WHOLE("a whole number, true or false"),
    FLOAT("a number with a point or an exponent, such as 1.0"),
    BYTES("a text, or {\"b64\": \"...\"} with bytes in base64"),
    NONE("a number, true, false, a text, {\"b64\": \"...\"}, or a list of such");

    private final String expected;

    Kind(String expected) {
      this.expected = expected;
    }

    static Kind of(JsonNode value) {
      if (value.isIntegralNumber() || value.isBoolean()) {
        return WHOLE;
      } else if (value.isNumber()) {
        return FLOAT;
      }
      return value.isTextual() || Base64Text.is(value) ? BYTES : NONE;
    }
  }

  /**
   * Reads a feature.
   *
   * @return the feature, or none for an empty list, which says of no kind that it is one
   * @throws JeraException if a value is of no kind or of another than the first, or out of range
   */
  static Optional<TfFeature> read(String where, JsonNode json) {
    List<JsonNode> values = json.isArray() ? ImmutableList.copyOf(json) : List.of(json);
    return values.isEmpty() ? Optional.empty() : Optional.of(new Features(where, values).feature());
  }

  private TfFeature feature() {
    Kind kind = Kind.of(values.get(0));
    for (JsonNode value : values) {
      if (kind == Kind.NONE || Kind.of(value) != kind) {
        throw wrong(value, kind.expected);
      }
    }
    return switch (kind) {
      case WHOLE -> new Int64List(values.stream().mapToLong(this::integer).toArray());
      case FLOAT -> floats();
      default -> new BytesList(values.stream().map(this::bytes).toList());
    };
  }

  private long integer(JsonNode value) {
    if (value.isBoolean()) {
      return value.booleanValue() ? 1 : 0;
    }
    if (!value.canConvertToLong()) {
      throw wrong(value, "a whole number from %d to %d".formatted(Long.MIN_VALUE, Long.MAX_VALUE));
    }
    return value.longValue();
  }

  private FloatList floats() {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      double value = values.get(i).doubleValue();
      if (Double.isFinite(value) && Math.abs(value) > Float.MAX_VALUE) {
        throw wrong(values.get(i), "a number up to " + Float.MAX_VALUE);
      }
      floats[i] = (float) value;
    }
    return new FloatList(floats);
  }

  private ByteString bytes(JsonNode value) {
    if (value.isTextual()) {
      return ByteString.copyFromUtf8(value.textValue());
    }
    try {
      return ByteString.copyFrom(Base64Text.read(value));
    } catch (IllegalArgumentException e) {
      throw wrong(value, "base64: " + e.getMessage());
    }
  }

  private JeraException wrong(JsonNode value, String expected) {
    return new JeraException(
        "%s: %s (expected: %s)".formatted(where, Elements.quote(value), expected));
  }
}
