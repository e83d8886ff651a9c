package dev.jera.datasets.npy;

import org.tensorflow.ndarray.Shape;

/** Where the elements of an array in Fortran order, one after another, go in C order. */
final class FortranOrder {

  private final int[] dimensions;
  private final int[] strides;
  private final int[] index;
  private int position;

  /**
   * @param shape has no more elements than an int counts
   */
  FortranOrder(Shape shape) {
    int rank = shape.numDimensions();
    dimensions = new int[rank];
    strides = new int[rank];
    index = new int[rank];
    int stride = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
      dimensions[axis] = Math.toIntExact(shape.get(axis));
      strides[axis] = stride;
      stride *= dimensions[axis];
    }
  }

  /** The place of the next element. */
  int next() {
    int current = position;
    for (int axis = 0; axis < index.length; axis++) {
      position += strides[axis];
      if (++index[axis] < dimensions[axis]) {
        break;
      }
      position -= strides[axis] * dimensions[axis];
      index[axis] = 0;
    }
    return current;
  }
}
