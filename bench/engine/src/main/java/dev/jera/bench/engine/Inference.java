package dev.jera.bench.engine;

import java.util.concurrent.Callable;

/** A net that answers. */
public interface Inference extends AutoCloseable {

  /**
   * Makes a call ready that asks about these images.
   *
   * <p>What is done here is not timed: the pixels become a Java array (or the library's own data
   * set on it) of the type that the library takes, scaled where the net does not scale. A call does
   * all else, from that array to the probabilities [n, 10] in a Java array.
   */
  Callable<float[]> call(Examples images) throws Exception;
}
