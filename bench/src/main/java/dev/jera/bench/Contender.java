package dev.jera.bench;

/** One way to train the network. It keeps what it has learnt from call to call. */
interface Contender extends AutoCloseable {

  /**
   * Trains on all examples once, in the order in which they lie.
   *
   * @return the mean loss of the examples, each before its own step
   */
  double trainInOrder();

  /**
   * Trains on all examples once, in an order that is new each time.
   *
   * @return the mean loss of the examples, each before its own step
   */
  double trainShuffled();

  @Override
  void close();
}
