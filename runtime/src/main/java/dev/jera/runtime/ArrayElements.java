package dev.jera.runtime;

import com.google.common.primitives.UnsignedLong;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.ndarray.buffer.ShortDataBuffer;
import org.tensorflow.ndarray.buffer.layout.DataLayouts;

/** Elements of a dtype in the primitive array of their width, and what they are as numbers. */
final class ArrayElements {
  private static final long UNSIGNED_INT = 0xffff_ffffL;

  /** Half of the last place that a bfloat16 keeps, in the bits of a float. */
  private static final int HALF_BFLOAT16 = 0x8000;

  private ArrayElements() {}

  /** Reads all that remains of a buffer, in its order. */
  static Object read(Dtype dtype, ByteBuffer buffer) {
    int size = buffer.remaining() / dtype.byteSize();
    Object array = Array.newInstance(dtype.elementType(), size);
    if (array instanceof float[] floats) {
      buffer.asFloatBuffer().get(floats);
    } else if (array instanceof double[] doubles) {
      buffer.asDoubleBuffer().get(doubles);
    } else if (array instanceof int[] ints) {
      buffer.asIntBuffer().get(ints);
    } else if (array instanceof long[] longs) {
      buffer.asLongBuffer().get(longs);
    } else if (array instanceof short[] shorts) {
      buffer.asShortBuffer().get(shorts);
    } else if (array instanceof byte[] bytes) {
      buffer.get(bytes);
    } else {
      boolean[] booleans = (boolean[]) array;
      for (int i = 0; i < size; i++) {
        booleans[i] = buffer.get() != 0;
      }
    }
    return array;
  }

  /** Writes all elements to a buffer, in its order. */
  static void write(Object array, ByteBuffer buffer) {
    if (array instanceof float[] floats) {
      buffer.asFloatBuffer().put(floats);
    } else if (array instanceof double[] doubles) {
      buffer.asDoubleBuffer().put(doubles);
    } else if (array instanceof int[] ints) {
      buffer.asIntBuffer().put(ints);
    } else if (array instanceof long[] longs) {
      buffer.asLongBuffer().put(longs);
    } else if (array instanceof short[] shorts) {
      buffer.asShortBuffer().put(shorts);
    } else if (array instanceof byte[] bytes) {
      buffer.put(bytes);
    } else {
      for (boolean value : (boolean[]) array) {
        buffer.put((byte) (value ? 1 : 0));
      }
    }
  }

  /** Rounds floats to 16 bits, to nearest even. */
  static short[] halves(Dtype dtype, float[] values) {
    short[] bits = new short[values.length];
    if (dtype == Dtype.FLOAT16) {
      layout(dtype, DataBuffers.of(bits, false, false)).write(values);
    } else {
      for (int i = 0; i < bits.length; i++) {
        bits[i] = bfloat16(values[i]);
      }
    }
    return bits;
  }

  /** The layout of TensorFlow Java would cut the lower bits, not round them. */
  private static short bfloat16(float value) {
    int bits = Float.floatToIntBits(value);
    int lastKept = bits >>> Short.SIZE & 1;
    int rounded = Float.isNaN(value) ? bits : bits + HALF_BFLOAT16 - 1 + lastKept;
    return (short) (rounded >>> Short.SIZE);
  }

  /** Floats of 16 bits as floats of 32. */
  static float[] floats(Dtype dtype, Object array) {
    if (!dtype.isHalf()) {
      throw unfit(dtype, "a floating dtype of at most 32 bits");
    }
    float[] values = new float[Array.getLength(array)];
    layout(dtype, DataBuffers.of((short[]) array, true, false)).read(values);
    return values;
  }

  /** Any numbers as doubles. */
  static double[] doubles(Dtype dtype, Object array) {
    double[] values = new double[Array.getLength(array)];
    if (dtype == Dtype.FLOAT32 || dtype.isHalf()) {
      float[] floats = dtype == Dtype.FLOAT32 ? (float[]) array : floats(dtype, array);
      for (int i = 0; i < values.length; i++) {
        values[i] = floats[i];
      }
    } else if (dtype == Dtype.UINT64) {
      long[] bits = (long[]) array;
      for (int i = 0; i < values.length; i++) {
        values[i] = UnsignedLong.fromLongBits(bits[i]).doubleValue();
      }
    } else if (dtype.isInteger()) {
      for (int i = 0; i < values.length; i++) {
        values[i] = integer(dtype, array, i);
      }
    } else {
      throw unfit(dtype, "a numeric dtype");
    }
    return values;
  }

  /** Integers that fit an int. */
  static int[] ints(Dtype dtype, Object array) {
    if (!dtype.isInteger() || dtype.byteSize() > Integer.BYTES || dtype == Dtype.UINT32) {
      throw unfit(dtype, "an integer dtype of at most 32 bits, signed where of 32");
    }
    int[] values = new int[Array.getLength(array)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (int) integer(dtype, array, i);
    }
    return values;
  }

  /** Integers as longs. */
  static long[] longs(Dtype dtype, Object array) {
    if (!dtype.isInteger()) {
      throw unfit(dtype, "an integer dtype");
    }
    long[] values = new long[Array.getLength(array)];
    for (int i = 0; i < values.length; i++) {
      values[i] = integer(dtype, array, i);
    }
    return values;
  }

  private static long integer(Dtype dtype, Object array, int i) {
    return switch (dtype) {
      case INT8 -> ((byte[]) array)[i];
      case UINT8 -> Byte.toUnsignedLong(((byte[]) array)[i]);
      case INT16 -> ((short[]) array)[i];
      case UINT16 -> Short.toUnsignedLong(((short[]) array)[i]);
      case INT32 -> ((int[]) array)[i];
      case UINT32 -> ((int[]) array)[i] & UNSIGNED_INT;
      default -> ((long[]) array)[i];
    };
  }

  private static FloatDataBuffer layout(Dtype dtype, ShortDataBuffer bits) {
    return dtype == Dtype.FLOAT16
        ? DataLayouts.FLOAT16.applyTo(bits)
        : DataLayouts.BFLOAT16.applyTo(bits);
  }

  private static IllegalArgumentException unfit(Dtype dtype, String expected) {
    return new IllegalArgumentException("dtype: %s (expected: %s)".formatted(dtype, expected));
  }
}
