package dev.jera.runtime;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_AllocateTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_Dim;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NumDims;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorByteSize;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorData;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorType;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;
import org.bytedeco.javacpp.BooleanPointer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.ShortPointer;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/**
 * TensorData to TensorFlow's own tensors and back, through its C interface.
 *
 * <p>TensorFlow Java has no tensor classes for int8, int16, uint32 and uint64, and its classes cost
 * more than a small run. Every tensor made or taken here is counted until it is deleted.
 */
final class NativeTensors {
  private static final LongAdder TENSORS = new LongAdder();
  private static final LongAdder BYTES = new LongAdder();

  private NativeTensors() {}

  /** How many tensors were made or taken, and not deleted yet. */
  static long count() {
    return TENSORS.sum();
  }

  /** Their bytes, but those of strings' characters. */
  static long bytes() {
    return BYTES.sum();
  }

  /** Makes a tensor; whoever calls deletes it. */
  static TF_Tensor make(TensorData data) {
    long[] dims = data.shape().asArray();
    int type = data.dtype().toProto().getNumber();
    Object elements = data.elements();
    if (elements instanceof ByteBuffer buffer && buffer.hasRemaining()) {
      return counted(
          TF_NewTensor(
              type,
              dims,
              dims.length,
              new BytePointer(buffer),
              buffer.remaining(),
              SharedBuffers.RELEASE,
              SharedBuffers.share(buffer)));
    }
    long size = (long) data.size() * data.dtype().byteSize();
    TF_Tensor tensor =
        elements instanceof byte[][] values
            ? NativeStrings.make(dims, values)
            : TF_AllocateTensor(type, dims, dims.length, size);
    if (tensor == null) {
      throw new OutOfMemoryError("TensorFlow has no memory for a tensor of " + data);
    }
    if (size > 0) {
      write(elements, TF_TensorData(tensor));
    }
    return counted(tensor);
  }

  /** Copies what a tensor holds. */
  static TensorData copyOf(TF_Tensor tensor) {
    long[] dims = new long[TF_NumDims(tensor)];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = TF_Dim(tensor, axis);
    }
    DataType type = DataType.forNumber(TF_TensorType(tensor));
    Dtype dtype = Dtype.of(type);
    if (dtype == Dtype.OTHER) {
      throw new IllegalArgumentException(
          "tensor: dtype %s (expected: a real number, bool or string)".formatted(type));
    }
    Shape shape = Shape.of(dims);
    Object array = Array.newInstance(dtype.elementType(), Math.toIntExact(shape.size()));
    if (shape.size() > 0) {
      read(TF_TensorData(tensor), array);
    }
    return new TensorData(dtype, shape, array);
  }

  /** Counts a tensor that TensorFlow made and that is the caller's now. */
  static TF_Tensor counted(TF_Tensor tensor) {
    TENSORS.increment();
    BYTES.add(TF_TensorByteSize(tensor));
    return tensor;
  }

  static void delete(TF_Tensor tensor) {
    BYTES.add(-TF_TensorByteSize(tensor));
    TENSORS.decrement();
    TF_DeleteTensor(tensor);
  }

  private static void write(Object elements, Pointer to) {
    if (elements instanceof float[] floats) {
      new FloatPointer(to).put(floats);
    } else if (elements instanceof byte[] bytes) {
      new BytePointer(to).put(bytes);
    } else if (elements instanceof int[] ints) {
      new IntPointer(to).put(ints);
    } else if (elements instanceof long[] longs) {
      new LongPointer(to).put(longs);
    } else if (elements instanceof double[] doubles) {
      new DoublePointer(to).put(doubles);
    } else if (elements instanceof short[] shorts) {
      new ShortPointer(to).put(shorts);
    } else {
      new BooleanPointer(to).put((boolean[]) elements);
    }
  }

  private static void read(Pointer from, Object array) {
    if (array instanceof float[] floats) {
      new FloatPointer(from).get(floats);
    } else if (array instanceof byte[] bytes) {
      new BytePointer(from).get(bytes);
    } else if (array instanceof int[] ints) {
      new IntPointer(from).get(ints);
    } else if (array instanceof long[] longs) {
      new LongPointer(from).get(longs);
    } else if (array instanceof double[] doubles) {
      new DoublePointer(from).get(doubles);
    } else if (array instanceof short[] shorts) {
      new ShortPointer(from).get(shorts);
    } else if (array instanceof boolean[] booleans) {
      new BooleanPointer(from).get(booleans);
    } else {
      NativeStrings.read(from, (byte[][]) array);
    }
  }
}
