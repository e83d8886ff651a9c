package dev.jera.server.json;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import java.util.Arrays;
import org.tensorflow.ndarray.Shape;

/** Elements of float32, or of a dtype of 16 bits to which they are rounded in the end. */
final class FloatElements extends Elements {
  private static final float LARGEST_FLOAT16 = 65504;
  private static final float LARGEST_BFLOAT16 = 0x1.FEp127f;

  private final float largest;
  private float[] values = new float[FIRST_CAPACITY];

  FloatElements(Dtype dtype) {
    super(dtype);
    this.largest =
        switch (dtype) {
          case FLOAT16 -> LARGEST_FLOAT16;
          case BFLOAT16 -> LARGEST_BFLOAT16;
          default -> Float.MAX_VALUE;
        };
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
    int start = json.at();
    float value = json.float32();
    if (Math.abs(value) > largest) {
      json.seek(start);
      if (json.isFinite()) {
        throw beyond(json);
      }
      json.skip();
    }
    values[index] = value;
  }

  @Override
  int putRun(int index, JsonScanner json) {
    return largest == Float.MAX_VALUE ? json.floats(values, index) : 0;
  }

  @Override
  TensorData build(Shape shape) {
    return TensorData.of(shape, values).as(dtype());
  }
}
