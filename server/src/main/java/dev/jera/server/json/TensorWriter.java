package dev.jera.server.json;

import com.google.common.base.Utf8;
import dev.jera.runtime.TensorData;
import java.io.IOException;
import org.tensorflow.ndarray.Shape;

/**
 * Writes one tensor as nested arrays around numbers by value, truth values or texts. Strings that
 * are not UTF-8, and all strings of a tensor whose name ends in {@code _bytes}, are written in
 * base64.
 */
final class TensorWriter {
  private static final String BYTES = "_bytes";

  private final JsonOutput json;
  private final Shape shape;
  private final Run run;
  private int index;

  /** Writes elements by their indices in row-major order. */
  @FunctionalInterface
  private interface Run {
    void write(int from, int to) throws IOException;
  }

  TensorWriter(JsonOutput json, String name, TensorData tensor) {
    this.json = json;
    this.shape = tensor.shape();
    this.run = run(name, tensor);
  }

  /** Writes the tensor. */
  void write() throws IOException {
    write(0);
  }

  /** Writes the next item along the first axis. */
  void writeItem() throws IOException {
    write(1);
  }

  /** Writes all elements in one array, whatever the shape. */
  void writeFlat() throws IOException {
    json.open('[');
    run.write(0, (int) shape.size());
    json.close(']');
  }

  private void write(int axis) throws IOException {
    int rank = shape.numDimensions();
    if (axis == rank) {
      run.write(index, ++index);
      return;
    }
    json.open('[');
    int size = (int) shape.get(axis);
    if (axis == rank - 1) {
      run.write(index, index + size);
      index += size;
    } else {
      for (int i = 0; i < size; i++) {
        write(axis + 1);
      }
    }
    json.close(']');
  }

  private Run run(String name, TensorData tensor) {
    return switch (tensor.dtype()) {
      case FLOAT16, BFLOAT16, FLOAT32 -> {
        float[] floats = tensor.floats();
        yield (from, to) -> {
          for (int i = from; i < to; i++) {
            json.number(floats[i]);
          }
        };
      }
      case FLOAT64 -> {
        double[] doubles = tensor.doubles();
        yield (from, to) -> {
          for (int i = from; i < to; i++) {
            json.number(doubles[i]);
          }
        };
      }
      case BOOL -> {
        boolean[] booleans = tensor.booleans();
        yield (from, to) -> {
          for (int i = from; i < to; i++) {
            json.bool(booleans[i]);
          }
        };
      }
      case STRING -> {
        byte[][] strings = tensor.byteStrings();
        yield (from, to) -> {
          for (int i = from; i < to; i++) {
            string(strings[i], name.endsWith(BYTES));
          }
        };
      }
      case UINT64 -> {
        long[] bits = tensor.longs();
        yield (from, to) -> {
          for (int i = from; i < to; i++) {
            json.word(Long.toUnsignedString(bits[i]));
          }
        };
      }
      default -> {
        long[] integers = tensor.longs();
        yield (from, to) -> {
          for (int i = from; i < to; i++) {
            json.integer(integers[i]);
          }
        };
      }
    };
  }

  private void string(byte[] string, boolean isBytes) throws IOException {
    if (isBytes || !Utf8.isWellFormed(string)) {
      Base64Json.write(json, string);
    } else {
      json.string(string);
    }
  }
}
