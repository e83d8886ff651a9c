package dev.jera.runtime;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.BooleanNdArray;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.DoubleNdArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.LongNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.ShortNdArray;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** NdArrays to tensors and back, by copies. */
final class NdArrayElements {
  private NdArrayElements() {}

  static TensorData read(NdArray<?> array) {
    if (array instanceof TType tensor) {
      Tensors.checkOpen(tensor);
    }
    Shape shape = array.shape();
    int size = Math.toIntExact(shape.size());
    if (array instanceof TString strings) {
      return ofStrings(strings.asBytes(), size);
    }
    if (array instanceof TType tensor) {
      return ofTensor(tensor);
    }
    if (array instanceof FloatNdArray floats) {
      float[] values = new float[size];
      floats.copyTo(DataBuffers.of(values, false, false));
      return TensorData.of(shape, values);
    } else if (array instanceof DoubleNdArray doubles) {
      double[] values = new double[size];
      doubles.copyTo(DataBuffers.of(values, false, false));
      return TensorData.of(shape, values);
    } else if (array instanceof IntNdArray ints) {
      int[] values = new int[size];
      ints.copyTo(DataBuffers.of(values, false, false));
      return TensorData.of(shape, values);
    } else if (array instanceof LongNdArray longs) {
      long[] values = new long[size];
      longs.copyTo(DataBuffers.of(values, false, false));
      return TensorData.of(shape, values);
    } else if (array instanceof ShortNdArray shorts) {
      short[] values = new short[size];
      shorts.copyTo(DataBuffers.of(values, false, false));
      return TensorData.of(shape, values);
    } else if (array instanceof ByteNdArray bytes) {
      byte[] values = new byte[size];
      bytes.copyTo(DataBuffers.of(values, false, false));
      return TensorData.of(shape, values);
    } else if (array instanceof BooleanNdArray booleans) {
      boolean[] values = new boolean[size];
      booleans.copyTo(DataBuffers.of(values, false, false));
      return TensorData.of(shape, values);
    }
    if (size > 0 && array.scalars().iterator().next().getObject() instanceof BigInteger) {
      return ofBigIntegers(array, size);
    }
    return ofStrings(array, size);
  }

  static NdArray<?> write(TensorData data) {
    Shape shape = data.shape();
    Object values = NestedArrays.values(data);
    if (values instanceof float[] floats) {
      return NdArrays.wrap(shape, DataBuffers.of(floats, false, false));
    } else if (values instanceof double[] doubles) {
      return NdArrays.wrap(shape, DataBuffers.of(doubles, false, false));
    } else if (values instanceof int[] ints) {
      return NdArrays.wrap(shape, DataBuffers.of(ints, false, false));
    } else if (values instanceof long[] longs) {
      return NdArrays.wrap(shape, DataBuffers.of(longs, false, false));
    } else if (values instanceof short[] shorts) {
      return NdArrays.wrap(shape, DataBuffers.of(shorts, false, false));
    } else if (values instanceof byte[] bytes) {
      return NdArrays.wrap(shape, DataBuffers.of(bytes, false, false));
    } else if (values instanceof boolean[] booleans) {
      return NdArrays.wrap(shape, DataBuffers.of(booleans, false, false));
    }
    return NdArrays.wrap(shape, DataBuffers.of((String[]) values, false, false));
  }

  private static TensorData ofTensor(TType tensor) {
    Dtype dtype = Dtype.of(tensor.dataType());
    if (dtype.byteSize() == 0) {
      throw new IllegalArgumentException(
          "array: a tensor of dtype %s (expected: a number, bool or string)".formatted(dtype));
    }
    byte[] bytes = new byte[Math.toIntExact(tensor.numBytes())];
    tensor.asRawTensor().data().read(bytes);
    return new TensorData(
        dtype,
        tensor.shape(),
        ArrayElements.read(dtype, ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder())));
  }

  private static TensorData ofBigIntegers(NdArray<?> array, int size) {
    long[] bits = new long[size];
    Iterator<? extends NdArray<?>> scalars = array.scalars().iterator();
    for (int i = 0; i < size; i++) {
      Object element = scalars.next().getObject();
      checkArgument(
          element instanceof BigInteger number
              && number.signum() >= 0
              && number.bitLength() <= Long.SIZE,
          "array: %s among its elements (expected: BigIntegers from 0 to 18446744073709551615 alone)",
          element);
      bits[i] = ((BigInteger) element).longValue();
    }
    return TensorData.of(array.shape(), bits).as(Dtype.UINT64);
  }

  private static TensorData ofStrings(NdArray<?> array, int size) {
    byte[][] values = new byte[size][];
    Iterator<? extends NdArray<?>> scalars = array.scalars().iterator();
    for (int i = 0; i < size; i++) {
      values[i] = bytesOf(scalars.next().getObject());
    }
    return TensorData.of(array.shape(), values);
  }

  /** The bytes of a text or of bytes. */
  static byte[] bytesOf(@Nullable Object element) {
    if (element instanceof byte[] bytes) {
      return bytes;
    }
    if (element instanceof String text) {
      return text.getBytes(UTF_8);
    }
    throw new IllegalArgumentException(
        "array: %s among its elements (expected: float, double, int, long, short, byte, boolean, BigInteger, String or byte[] alone)"
            .formatted(element == null ? "null" : element.getClass().getSimpleName()));
  }
}
