package dev.jera.server.json;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import java.util.Arrays;
import org.tensorflow.ndarray.Shape;

/** Elements of bool. */
final class BooleanElements extends Elements {
  private boolean[] values = new boolean[FIRST_CAPACITY];

  BooleanElements() {
    super(Dtype.BOOL);
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
    Kind kind = json.kind();
    if (kind != Kind.TRUE && kind != Kind.FALSE) {
      throw wrong(json);
    }
    values[index] = json.bool();
  }

  @Override
  TensorData build(Shape shape) {
    return TensorData.of(shape, values);
  }
}
