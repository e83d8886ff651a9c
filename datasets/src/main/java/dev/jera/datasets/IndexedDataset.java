package dev.jera.datasets;

import com.google.common.primitives.Ints;
import java.util.NoSuchElementException;
import java.util.OptionalLong;

/** A data set of which any example can be read without reading those before it. */
public interface IndexedDataset extends Dataset {
  /** Number of examples; 0 is possible. */
  long size();

  /**
   * One example. Several threads may ask at once.
   *
   * @param index 0..size()-1
   * @throws IndexOutOfBoundsException if there is no such example
   * @throws DatasetException if it cannot be read
   */
  Example get(long index);

  @Override
  default OptionalLong count() {
    return OptionalLong.of(size());
  }

  /** The examples by their index, the same in every pass. */
  @Override
  default Pass pass(long number) {
    return new Pass() {
      private long next;

      @Override
      public boolean hasNext() {
        return next < size();
      }

      @Override
      public Example next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return get(next++);
      }

      @Override
      public void skip(long examples) {
        next = Math.min(size(), next + examples);
      }
    };
  }

  /**
   * These examples in this order, as a view.
   *
   * @param order indices, each 0..size()-1; one may come often, or not at all
   */
  default IndexedDataset select(int[] order) {
    return new SelectedDataset(this, Ints.asList(order.clone()));
  }
}
