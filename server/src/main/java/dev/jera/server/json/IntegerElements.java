package dev.jera.server.json;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import java.util.Arrays;
import java.util.OptionalLong;
import org.tensorflow.ndarray.Shape;

/** Elements of any integer dtype: JSON's whole numbers, without point or exponent, in its range. */
final class IntegerElements extends Elements {
  private final long least;
  private final long most;
  private long[] values = new long[FIRST_CAPACITY];

  IntegerElements(Dtype dtype) {
    super(dtype);
    int bits = Byte.SIZE * dtype.byteSize();
    boolean isUnsigned = dtype.name().startsWith("UINT");
    this.least = isUnsigned ? 0 : -1L << (bits - 1);
    this.most = isUnsigned ? -1L >>> (Long.SIZE - bits) : ~least;
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
    OptionalLong value =
        json.kind() == Kind.NUMBER ? json.integer(least, most) : OptionalLong.empty();
    values[index] = value.orElseThrow(() -> wrong(json));
  }

  @Override
  TensorData build(Shape shape) {
    return switch (dtype().byteSize()) {
      case Byte.BYTES -> TensorData.of(shape, bytes()).as(dtype());
      case Short.BYTES -> TensorData.of(shape, shorts()).as(dtype());
      case Integer.BYTES -> TensorData.of(shape, ints()).as(dtype());
      default -> TensorData.of(shape, values).as(dtype());
    };
  }

  private byte[] bytes() {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private short[] shorts() {
    short[] shorts = new short[values.length];
    for (int i = 0; i < shorts.length; i++) {
      shorts[i] = (short) values[i];
    }
    return shorts;
  }

  private int[] ints() {
    int[] ints = new int[values.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = (int) values[i];
    }
    return ints;
  }
}
