package dev.jera.runtime;

import static com.google.common.base.Preconditions.checkArgument;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/** Tensors of any dtype joined and cut along their first axis, the batch. */
public final class TensorRows {
  private TensorRows() {}

  /** How many rows a tensor has: its first size. */
  public static long count(TensorData tensor) {
    checkArgument(
        tensor.shape().numDimensions() > 0, "tensor: %s (expected: at least one axis)", tensor);
    return tensor.shape().get(0);
  }

  /**
   * The rows of all tensors, one tensor after the other; a single tensor itself, not copied.
   *
   * @throws IllegalArgumentException if there are none, or if they differ in dtype or in a size but
   *     the first
   */
  public static TensorData concat(List<TensorData> tensors) {
    checkArgument(!tensors.isEmpty(), "tensors: none (expected: at least one)");
    TensorData first = tensors.get(0);
    if (tensors.size() == 1) {
      return first;
    }
    long rows = 0;
    int size = 0;
    for (TensorData tensor : tensors) {
      rows += count(tensor);
      size = Math.addExact(size, tensor.size());
      checkArgument(
          tensor.dtype() == first.dtype() && tensor.shape().tail().equals(first.shape().tail()),
          "tensors: %s after %s (expected: the same dtype and sizes but the first)",
          tensor,
          first);
    }
    Object joined = Array.newInstance(first.dtype().elementType(), size);
    int at = 0;
    for (TensorData tensor : tensors) {
      System.arraycopy(tensor.array(), 0, joined, at, tensor.size());
      at += tensor.size();
    }
    return new TensorData(first.dtype(), withRows(first, rows), joined);
  }

  /**
   * Some rows of a tensor, copied from an array, shared with a buffer; all of them are the tensor
   * itself, not copied.
   *
   * @param from the first row, from 0
   * @param to the row after the last
   * @throws IndexOutOfBoundsException if there are no such rows
   */
  public static TensorData slice(TensorData tensor, long from, long to) {
    long rows = count(tensor);
    if (from < 0 || to < from || to > rows) {
      throw new IndexOutOfBoundsException(
          "rows: %s to %s (expected: within 0 to %s, of %s)".formatted(from, to, rows, tensor));
    }
    if (to - from == rows) {
      return tensor;
    }
    int width = (int) (tensor.size() / rows);
    int size = (int) (to - from) * width;
    if (tensor.elements() instanceof ByteBuffer buffer) {
      int bytes = tensor.dtype().byteSize();
      ByteBuffer part = buffer.slice(buffer.position() + (int) from * width * bytes, size * bytes);
      return new TensorData(
          tensor.dtype(), withRows(tensor, to - from), part.order(ByteOrder.nativeOrder()));
    }
    Object cut = Array.newInstance(tensor.dtype().elementType(), size);
    System.arraycopy(tensor.array(), (int) from * width, cut, 0, size);
    return new TensorData(tensor.dtype(), withRows(tensor, to - from), cut);
  }

  private static Shape withRows(TensorData tensor, long rows) {
    return tensor.shape().tail().prepend(rows);
  }
}
