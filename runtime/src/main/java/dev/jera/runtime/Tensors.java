package dev.jera.runtime;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Tensor;
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
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint16;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * Arrays to tensors and back.
 *
 * <p>A tensor holds native memory and belongs to the caller, who closes it; an array that came from
 * a tensor is a copy on the heap and outlives it. The number of values must equal the product of
 * the shape, else an {@link IllegalArgumentException} shows both.
 */
public final class Tensors {
  private static final int MAX_RANK = 254;

  static {
    NativeSettings.ensureLoaded();
  }

  private Tensors() {}

  /** A float32 tensor of this shape from values in row-major order. */
  public static TFloat32 of(float[] values, Shape shape) {
    TensorData.checkSize(values.length, shape);
    return TFloat32.tensorOf(shape, DataBuffers.of(values, true, false));
  }

  /**
   * A tensor with a copy of an array: floats become float32, doubles float64, ints int32, longs
   * int64, bytes uint8, booleans bool, and strings and byte arrays string. A tensor keeps its
   * dtype.
   *
   * @throws IllegalArgumentException for any other element type, or if there is a null
   */
  public static TType of(NdArray<?> array) {
    checkRank(array.rank());
    if (array instanceof TString strings) {
      return TString.tensorOfBytes(strings.asBytes());
    } else if (array instanceof TType tensor) {
      return Tensor.of(tensor.type(), tensor.shape(), tensor.asRawTensor().data());
    } else if (array instanceof FloatNdArray floats) {
      return TFloat32.tensorOf(floats);
    } else if (array instanceof ByteNdArray bytes) {
      return TUint8.tensorOf(bytes);
    } else if (array instanceof IntNdArray ints) {
      return TInt32.tensorOf(ints);
    } else if (array instanceof LongNdArray longs) {
      return TInt64.tensorOf(longs);
    } else if (array instanceof DoubleNdArray doubles) {
      return TFloat64.tensorOf(doubles);
    } else if (array instanceof BooleanNdArray booleans) {
      return TBool.tensorOf(booleans);
    } else if (dtypeOf(array) == Dtype.STRING) {
      return ofStrings(array);
    }
    throw new IllegalArgumentException(
        "array: %s (expected: float, double, int, long, byte, boolean, String or byte[] elements)"
            .formatted(array.getClass().getSimpleName()));
  }

  /**
   * The dtype of the tensor that {@link #of(NdArray)} makes. Where it makes none: {@link
   * Dtype#INT16} for shorts, for which TensorFlow Java has no tensor, else {@link Dtype#OTHER}.
   */
  public static Dtype dtypeOf(NdArray<?> array) {
    if (array instanceof TType tensor) {
      return Dtype.of(tensor.dataType());
    } else if (array instanceof FloatNdArray) {
      return Dtype.FLOAT32;
    } else if (array instanceof ByteNdArray) {
      return Dtype.UINT8;
    } else if (array instanceof IntNdArray) {
      return Dtype.INT32;
    } else if (array instanceof LongNdArray) {
      return Dtype.INT64;
    } else if (array instanceof DoubleNdArray) {
      return Dtype.FLOAT64;
    } else if (array instanceof ShortNdArray) {
      return Dtype.INT16;
    } else if (array instanceof BooleanNdArray) {
      return Dtype.BOOL;
    }
    return array.size() == 0 || isString(array.scalars().iterator().next().getObject())
        ? Dtype.STRING
        : Dtype.OTHER;
  }

  /**
   * Copies a tensor to the heap: the inverse of {@link #of(NdArray)}. The 16-bit floats come as
   * floats, uint16 as ints, and strings as text, decoded from UTF-8.
   *
   * @throws IllegalArgumentException for a dtype that has no array form
   * @throws IllegalStateException if the tensor is closed
   */
  public static NdArray<?> copyOf(Tensor tensor) {
    checkOpen(tensor);
    Shape shape = tensor.shape();
    if (tensor instanceof TFloat32 floats) {
      return copy(floats, NdArrays.ofFloats(shape));
    } else if (tensor instanceof TUint8 bytes) {
      return copy(bytes, NdArrays.ofBytes(shape));
    } else if (tensor instanceof TInt32 ints) {
      return copy(ints, NdArrays.ofInts(shape));
    } else if (tensor instanceof TInt64 longs) {
      return copy(longs, NdArrays.ofLongs(shape));
    } else if (tensor instanceof TFloat64 doubles) {
      return copy(doubles, NdArrays.ofDoubles(shape));
    } else if (tensor instanceof TBool booleans) {
      return copy(booleans, NdArrays.ofBooleans(shape));
    } else if (tensor instanceof TString strings) {
      return copy(strings, NdArrays.ofObjects(String.class, shape));
    } else if (tensor instanceof TFloat16 || tensor instanceof TBfloat16) {
      return copy((FloatNdArray) tensor, NdArrays.ofFloats(shape));
    } else if (tensor instanceof TUint16 shorts) {
      IntNdArray ints = NdArrays.ofInts(shape);
      shorts.scalars().forEachIndexed((at, value) -> ints.setInt(value.getShort() & 0xffff, at));
      return ints;
    }
    throw new IllegalArgumentException(
        "tensor: dtype %s (expected: a floating, integer, bool or string dtype)"
            .formatted(Dtype.of(tensor.dataType())));
  }

  /** Copies, and returns the copy; {@link NdArray#copyTo} returns the original. */
  private static <T> NdArray<T> copy(NdArray<T> from, NdArray<T> to) {
    from.copyTo(to);
    return to;
  }

  /**
   * Checks that a tensor's memory is still its own: TensorFlow Java reads freed memory silently.
   *
   * @throws IllegalStateException if it is closed
   */
  public static void checkOpen(Tensor tensor) {
    tensor.numBytes();
  }

  /** Copies a float32 tensor's values in row-major order. */
  public static float[] toFloats(Tensor tensor) {
    checkDtype(tensor, Dtype.FLOAT32);
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }

  /** Copies an int64 tensor's values in row-major order. */
  public static long[] toLongs(Tensor tensor) {
    checkDtype(tensor, Dtype.INT64);
    long[] values = new long[Math.toIntExact(tensor.shape().size())];
    tensor.asRawTensor().data().asLongs().read(values);
    return values;
  }

  /** Copies a float64 tensor's values in row-major order. */
  public static double[] toDoubles(Tensor tensor) {
    checkDtype(tensor, Dtype.FLOAT64);
    double[] values = new double[Math.toIntExact(tensor.shape().size())];
    tensor.asRawTensor().data().asDoubles().read(values);
    return values;
  }

  private static TString ofStrings(NdArray<?> array) {
    NdArray<byte[]> bytes = NdArrays.ofObjects(byte[].class, array.shape());
    Iterator<? extends NdArray<byte[]>> targets = bytes.scalars().iterator();
    for (NdArray<?> scalar : array.scalars()) {
      targets.next().setObject(NdArrayElements.bytesOf(scalar.getObject()));
    }
    return TString.tensorOfBytes(bytes);
  }

  private static boolean isString(@Nullable Object element) {
    return element instanceof String || element instanceof byte[];
  }

  private static void checkDtype(Tensor tensor, Dtype expected) {
    Dtype given = Dtype.of(tensor.dataType());
    checkArgument(given == expected, "tensor: dtype %s (expected: %s)", given, expected);
  }

  /** TensorFlow ends the process at more. */
  static void checkRank(int rank) {
    checkArgument(rank <= MAX_RANK, "shape: %s dimensions (expected: at most %s)", rank, MAX_RANK);
  }
}
