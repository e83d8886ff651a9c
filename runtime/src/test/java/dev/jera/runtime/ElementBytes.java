package dev.jera.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of a tensor's elements in the machine's order, in plain Java. */
final class ElementBytes {
  private ElementBytes() {}

  static byte[] of(TensorData data) {
    ByteBuffer buffer =
        ByteBuffer.allocate(data.size() * data.dtype().byteSize()).order(ByteOrder.nativeOrder());
    switch (data.dtype().byteSize()) {
      case 1 -> buffer.put(data.bytes());
      case 2 -> buffer.asShortBuffer().put(data.shorts());
      case 4 -> {
        if (data.dtype() == Dtype.FLOAT32) {
          buffer.asFloatBuffer().put(data.floats());
        } else {
          buffer.asIntBuffer().put((int[]) data.array());
        }
      }
      default -> {
        if (data.dtype() == Dtype.FLOAT64) {
          buffer.asDoubleBuffer().put(data.doubles());
        } else {
          buffer.asLongBuffer().put(data.longs());
        }
      }
    }
    return buffer.array();
  }
}
