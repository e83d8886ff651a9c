package dev.jera.server.json;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.server.ApiException;
import java.util.Arrays;
import org.tensorflow.ndarray.Shape;

/** Elements of string: texts in UTF-8, or bytes in base64. */
final class StringElements extends Elements {
  private byte[][] values = new byte[FIRST_CAPACITY][];

  StringElements() {
    super(Dtype.STRING);
  }

  @Override
  int capacity() {
    return values.length;
  }

  @Override
  void grow(int capacity) {
    values = Arrays.copyOf(values, capacity);
  }

  @Override
  void put(int index, JsonScanner json) {
    values[index] =
        switch (json.kind()) {
          case STRING -> json.bytes();
          case OBJECT -> base64(json);
          default -> throw wrong(json);
        };
  }

  private static byte[] base64(JsonScanner json) {
    if (!Base64Json.isNext(json)) {
      throw ApiException.invalid(
          "JSON Value: %s not formatted correctly for base64 data", json.quote());
    }
    return Base64Json.read(json);
  }

  @Override
  TensorData build(Shape shape) {
    return TensorData.of(shape, values);
  }
}
