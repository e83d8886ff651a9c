package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.Tensors;
import java.util.Iterator;
import java.util.List;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TType;

/**
 * Gathers rows into tensors of one dtype.
 *
 * @param name what a row is, for errors
 * @param dtype the dtype to give: the rows' own, or a wider one
 * @param row the shape of a row; sizes may be unknown, but are the same for all rows of a batch
 */
record RowCopier(String name, Dtype dtype, Shape row) {

  /**
   * Checks that a row fits.
   *
   * @param number the row's number, for the error
   * @throws IllegalArgumentException if it has another shape, or a dtype that is not widened
   */
  void check(long number, NdArray<?> array) {
    if (!Shapes.fits(array.shape(), row)) {
      throw new IllegalArgumentException(
          "%s of example %s: %s (expected: %s)"
              .formatted(name, number, Shapes.format(array.shape()), Shapes.format(row)));
    }
    checkDtype(name, array, dtype);
  }

  /**
   * Checks that values of an array's dtype are taken for those of another.
   *
   * @throws IllegalArgumentException if not
   */
  static void checkDtype(String name, NdArray<?> array, Dtype wanted) {
    Dtype given = Tensors.dtypeOf(array);
    checkArgument(
        given == wanted || widens(given, wanted), "%s: %s (expected: %s)", name, given, wanted);
    if (array instanceof Tensor tensor) {
      Tensors.checkOpen(tensor);
    }
  }

  /**
   * A tensor with these rows.
   *
   * @param first the number of the first row, for errors
   */
  TType copy(List<? extends NdArray<?>> rows, long first) {
    check(first, rows.get(0));
    Shape one = rows.get(0).shape();
    TType tensor = Tensor.of(dtype.tensorType().orElseThrow(), one.prepend(rows.size()));
    try {
      for (int i = 0; i < rows.size(); i++) {
        new RowCopier(name, dtype, one).check(first + i, rows.get(i));
        copy(rows.get(i), ((NdArray<?>) tensor).get(i));
      }
      return tensor;
    } catch (RuntimeException | Error e) {
      tensor.close();
      throw e;
    }
  }

  @SuppressWarnings("unchecked")
  private void copy(NdArray<?> from, NdArray<?> to) {
    if (Tensors.dtypeOf(from) == dtype) {
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
              || given == Dtype.INT16
              || given == Dtype.INT32
              || given == Dtype.INT64
              || given == Dtype.FLOAT64;
      case INT32 -> given == Dtype.UINT8 || given == Dtype.INT16 || given == Dtype.INT64;
      default -> false;
    };
  }

  private static Number number(Object value) {
    return value instanceof Byte unsigned ? Byte.toUnsignedInt(unsigned) : (Number) value;
  }
}
