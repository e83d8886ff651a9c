package dev.jera.cli.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.base.Utf8;
import dev.jera.runtime.TensorData;
import java.io.IOException;
import org.tensorflow.ndarray.Shape;

/**
 * Writes one tensor as JSON: nested arrays around numbers by value, truth values or texts. Strings
 * that are not UTF-8, and all strings of an output whose name ends in {@code _bytes}, are written
 * in base64.
 */
final class TensorWriter {
  private static final String BYTES = "_bytes";

  private final JsonGenerator json;
  private final Shape shape;
  private final Element element;

  /** Writes the element of an index, in row-major order. */
  @FunctionalInterface
  private interface Element {
    void write(int index) throws IOException;
  }

  private TensorWriter(JsonGenerator json, String name, TensorData tensor) {
    this.json = json;
    this.shape = tensor.shape();
    this.element = element(name, tensor);
  }

  /**
   * Writes a tensor.
   *
   * @param name the output's name
   */
  static void write(JsonGenerator json, String name, TensorData tensor) throws IOException {
    new TensorWriter(json, name, tensor).write(0, 0);
  }

  /** Writes what lies below an axis from an index on, and gives the index after it. */
  private int write(int axis, int index) throws IOException {
    if (axis == shape.numDimensions()) {
      element.write(index);
      return index + 1;
    }
    int next = index;
    json.writeStartArray();
    for (long i = 0; i < shape.get(axis); i++) {
      next = write(axis + 1, next);
    }
    json.writeEndArray();
    return next;
  }

  private Element element(String name, TensorData tensor) {
    return switch (tensor.dtype()) {
      case FLOAT16, BFLOAT16, FLOAT32 -> {
        float[] floats = tensor.floats();
        yield i -> json.writeNumber(Decimals.format(floats[i]));
      }
      case FLOAT64 -> {
        double[] doubles = tensor.doubles();
        yield i -> json.writeNumber(Decimals.format(doubles[i]));
      }
      case BOOL -> {
        boolean[] booleans = tensor.booleans();
        yield i -> json.writeBoolean(booleans[i]);
      }
      case STRING -> {
        byte[][] strings = tensor.byteStrings();
        yield i -> writeString(strings[i], name.endsWith(BYTES));
      }
      case UINT64 -> {
        long[] bits = tensor.longs();
        yield i -> json.writeNumber(Long.toUnsignedString(bits[i]));
      }
      default -> {
        long[] integers = tensor.longs();
        yield i -> json.writeNumber(integers[i]);
      }
    };
  }

  private void writeString(byte[] string, boolean isBytes) throws IOException {
    if (isBytes || !Utf8.isWellFormed(string)) {
      Base64Text.write(json, string);
    } else {
      json.writeString(new String(string, UTF_8));
    }
  }
}
