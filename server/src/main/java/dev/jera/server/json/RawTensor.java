package dev.jera.server.json;

import com.google.common.primitives.UnsignedInteger;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.TensorData;
import dev.jera.server.ApiException;
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.tensorflow.ndarray.Shape;

/**
 * The Open Inference Protocol's tensors as bytes, on either wire: row-major and little-endian, a
 * bool a byte, a string its length as uint32 and its bytes.
 */
public final class RawTensor {
  /** The longest array of every JVM. */
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  private RawTensor() {}

  /**
   * Reads a tensor.
   *
   * @param owner what errors call it
   * @param shape fully known
   * @param bytes all of them, and no more
   * @throws ApiException if there are too few or too many, or if a bool is neither 0 nor 1
   */
  public static TensorData read(String owner, Dtype dtype, Shape shape, ByteBuffer bytes) {
    ByteBuffer little = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (dtype == Dtype.STRING) {
      return strings(owner, shape, little);
    }
    long expected = shape.size() * dtype.byteSize();
    if (little.remaining() != expected) {
      throw ApiException.invalid(
          "%s: %d bytes (expected: %d for %s %s)",
          owner, little.remaining(), expected, Datatype.of(dtype), Shapes.format(shape));
    }
    if (dtype == Dtype.BOOL) {
      checkBooleans(owner, little);
    }
    return TensorData.of(dtype, shape, toNative(little, dtype.byteSize()));
  }

  private static void checkBooleans(String owner, ByteBuffer bytes) {
    for (int i = 0; i < bytes.limit(); i++) {
      if ((bytes.get(i) & ~1) != 0) {
        throw ApiException.invalid(
            "%s: byte %d at %d (expected: 0 or 1 for BOOL)", owner, bytes.get(i) & 0xFF, i);
      }
    }
  }

  private static TensorData strings(String owner, Shape shape, ByteBuffer bytes) {
    if (shape.size() > bytes.remaining() / Integer.BYTES) {
      throw ApiException.invalid(
          "%s: %d bytes (expected: at least 4 for each of the %d strings of shape %s)",
          owner, bytes.remaining(), shape.size(), Shapes.format(shape));
    }
    byte[][] strings = new byte[(int) shape.size()][];
    for (int i = 0; i < strings.length; i++) {
      int length = bytes.remaining() < Integer.BYTES ? -1 : bytes.getInt();
      if (length < 0 || length > bytes.remaining()) {
        throw ApiException.invalid(
            "%s: string %d is of %s bytes, but %d are left",
            owner, i, UnsignedInteger.fromIntBits(length), bytes.remaining());
      }
      strings[i] = new byte[length];
      bytes.get(strings[i]);
    }
    if (bytes.hasRemaining()) {
      throw ApiException.invalid(
          "%s: %d bytes after its %d strings", owner, bytes.remaining(), strings.length);
    }
    return TensorData.of(shape, strings);
  }

  /** The bytes in the machine's order. */
  private static ByteBuffer toNative(ByteBuffer little, int width) {
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN || width == 1) {
      return little;
    }
    ByteBuffer big = ByteBuffer.allocate(little.remaining());
    for (int i = 0; i < little.limit(); i += width) {
      for (int j = 0; j < width; j++) {
        big.put(i + j, little.get(i + width - 1 - j));
      }
    }
    return big;
  }

  /** How many bytes {@link #bytes} has. */
  public static long size(TensorData tensor) {
    if (tensor.dtype() != Dtype.STRING) {
      return (long) tensor.size() * tensor.dtype().byteSize();
    }
    long size = 0;
    for (byte[] string : tensor.byteStrings()) {
      size += Integer.BYTES + string.length;
    }
    return size;
  }

  /**
   * The bytes of a tensor.
   *
   * @throws ApiException if they are more than an array holds
   */
  public static byte[] bytes(TensorData tensor) {
    long size = size(tensor);
    if (size > MOST_BYTES) {
      throw new ApiException(
          Status.Code.RESOURCE_EXHAUSTED,
          "A tensor of %d bytes (at most: %d)".formatted(size, MOST_BYTES));
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
    switch (tensor.dtype()) {
      case FLOAT32 -> bytes.asFloatBuffer().put(tensor.floats());
      case FLOAT64 -> bytes.asDoubleBuffer().put(tensor.doubles());
      case FLOAT16, BFLOAT16, INT16, UINT16 -> bytes.asShortBuffer().put(tensor.shorts());
      case INT8, UINT8 -> bytes.put(tensor.bytes());
      case INT32 -> bytes.asIntBuffer().put(tensor.ints());
      case UINT32 -> {
        for (long value : tensor.longs()) {
          bytes.putInt((int) value);
        }
      }
      case INT64, UINT64 -> bytes.asLongBuffer().put(tensor.longs());
      case BOOL -> {
        for (boolean value : tensor.booleans()) {
          bytes.put((byte) (value ? 1 : 0));
        }
      }
      case STRING -> {
        for (byte[] string : tensor.byteStrings()) {
          bytes.putInt(string.length).put(string);
        }
      }
      case OTHER -> throw new IllegalArgumentException("tensor: %s".formatted(tensor));
    }
    return bytes.array();
  }
}
