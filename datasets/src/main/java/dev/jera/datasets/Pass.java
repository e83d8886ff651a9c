package dev.jera.datasets;

import java.util.Iterator;

/**
 * One pass over the examples of a data set. It serves one thread; whoever began it closes it.
 *
 * <p>What cannot be read is a {@link DatasetException} at {@code hasNext} or {@code next}.
 */
public interface Pass extends Iterator<Example>, AutoCloseable {
  /**
   * Leaves examples out, fewer if there are no more.
   *
   * @param examples how many, at least 0
   */
  default void skip(long examples) {
    for (long i = 0; i < examples && hasNext(); i++) {
      next();
    }
  }

  /** Gives back what the pass holds: open files, threads. A second close does nothing. */
  @Override
  default void close() {}
}
