package dev.jera.bench.engine;

/** A net that learns. It keeps what it has learnt from call to call. */
public interface Training extends AutoCloseable {

  /**
   * Trains on the first {@code batchSize * steps} examples, in the order in which they lie.
   *
   * @return the mean loss of the examples, each before its own step
   */
  double train(int batchSize, int steps) throws Exception;
}
