package dev.jera.datasets;

import java.util.Iterator;
import java.util.function.Supplier;

/**
 * One pass over the examples of a data set. It serves one thread; whoever began it closes it.
 *
 * <p>What cannot be read is a {@link DatasetException} at {@code hasNext} or {@code next}.
 */
public interface Pass extends Iterator<Example>, AutoCloseable {
  /**
   * Goes on by one example, and leaves the work that needs no order to the caller: reading by
   * index, decoding, mapping. The task may be run in another thread, after later ones, or never.
   *
   * <p>By default all work is done at once.
   *
   * @return what {@code next} would have given, or throws what it would have thrown
   */
  default Supplier<Example> nextTask() {
    Example example = next();
    return () -> example;
  }

  /**
   * Leaves examples out, fewer if there are no more.
   *
   * @param examples how many, at least 0
   * @throws IllegalArgumentException if it is negative
   */
  default void skip(long examples) {
    Checks.notNegative("examples", examples);
    for (long i = 0; i < examples && hasNext(); i++) {
      nextTask();
    }
  }

  /** Gives back what the pass holds: open files, threads. A second close does nothing. */
  @Override
  default void close() {}
}
