package dev.jera.server.json;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import java.util.Arrays;
import org.tensorflow.ndarray.Shape;

/** Elements of float64. */
final class DoubleElements extends Elements {
  private double[] values = new double[FIRST_CAPACITY];

  DoubleElements() {
    super(Dtype.FLOAT64);
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
    if (json.kind() != Kind.NUMBER) {
      throw wrong(json);
    }
    values[index] = json.float64();
  }

  @Override
  TensorData build(Shape shape) {
    return TensorData.of(shape, values);
  }
}
