package dev.jera.datasets.npy;

import java.nio.ByteBuffer;
import java.util.function.Function;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;

/**
 * The elements of an array while they are read.
 *
 * @param setter takes the next bytes for the element of an index
 * @param wrap gives the elements a shape
 */
record NpyElements(Setter setter, Function<Shape, NdArray<?>> wrap) {

  interface Setter {
    void set(int index, ByteBuffer in);
  }
}
