package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.Tensors;
import java.util.Iterator;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TType;

/** Gathers rows of an array into tensors of a dtype. */
final class RowReader {
  private final NdArray<?> array;
  private final Dtype dtype;
  private final boolean widens;

  /**
   * @param what what the array is, for the error
   * @param array the rows, along its first axis
   * @param dtype the dtype to give: the array's own, or a wider one
   * @throws IllegalArgumentException if the array has another dtype that is not widened
   */
  RowReader(String what, NdArray<?> array, Dtype dtype) {
    check(what, array, dtype);
    this.array = array;
    this.dtype = dtype;
    this.widens = Tensors.dtypeOf(array) != dtype;
  }

  /** Checks what the constructor checks. */
  static void check(String what, NdArray<?> array, Dtype dtype) {
    Dtype given = Tensors.dtypeOf(array);
    checkArgument(
        given == dtype || widens(given, dtype), "%s: %s (expected: %s)", what, given, dtype);
    if (array instanceof Tensor tensor) {
      Tensors.checkOpen(tensor);
    }
  }

  /** A tensor with these rows, from order[from] to order[to - 1]. */
  TType read(int[] order, int from, int to) {
    Shape shape = Shape.of(to - from).append(array.shape().takeLast(array.rank() - 1));
    TType tensor = Tensor.of(dtype.tensorType().orElseThrow(), shape);
    try {
      for (int row = from; row < to; row++) {
        copy(array.get(order[row]), ((NdArray<?>) tensor).get(row - from));
      }
      return tensor;
    } catch (RuntimeException | Error e) {
      tensor.close();
      throw e;
    }
  }

  @SuppressWarnings("unchecked")
  private void copy(NdArray<?> from, NdArray<?> to) {
    if (!widens) {
      ((NdArray<Object>) from).copyTo((NdArray<Object>) to);
      return;
    }
    Iterator<? extends NdArray<?>> given = from.scalars().iterator();
    for (NdArray<?> scalar : to.scalars()) {
      Number value = number(given.next().getObject());
      if (dtype == Dtype.FLOAT32) {
        ((NdArray<Float>) scalar).setObject(value.floatValue());
      } else {
        ((NdArray<Integer>) scalar).setObject(Math.toIntExact(value.longValue()));
      }
    }
  }

  /** As NumPy's arrays of such dtypes are taken by Keras. */
  private static boolean widens(Dtype given, Dtype wanted) {
    return switch (wanted) {
      case FLOAT32 ->
          given == Dtype.UINT8
              || given == Dtype.INT32
              || given == Dtype.INT64
              || given == Dtype.FLOAT64;
      case INT32 -> given == Dtype.UINT8 || given == Dtype.INT64;
      default -> false;
    };
  }

  private static Number number(Object value) {
    return value instanceof Byte unsigned ? Byte.toUnsignedInt(unsigned) : (Number) value;
  }
}
