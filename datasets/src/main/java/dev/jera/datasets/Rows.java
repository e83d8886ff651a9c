package dev.jera.datasets;

import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.impl.dense.AbstractDenseNdArray;
import org.tensorflow.ndarray.impl.dimension.DimensionalSpace;
import org.tensorflow.ndarray.index.Indices;

/** Views of neighbouring rows of an array. */
final class Rows {

  private Rows() {}

  /**
   * Rows begin..end-1 of the first axis, on the same memory.
   *
   * <p>{@code slice(Indices...)} would do, but ndarray 1.0.0 takes any such view for one with gaps:
   * it copies it row by row, and its {@code withShape} forgets where the view begins. So a dense
   * array is cut at the level of its buffer, which gives a dense array again.
   */
  static NdArray<?> range(NdArray<?> array, long begin, long end) {
    if (array instanceof AbstractDenseNdArray<?, ?> dense && !dense.dimensions().isSegmented()) {
      Shape row = array.shape().tail();
      return dense.slice(begin * row.size(), DimensionalSpace.create(row.prepend(end - begin)));
    }
    return array.slice(Indices.slice(begin, end));
  }
}
