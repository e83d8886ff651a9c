package dev.jera.server.call;

import java.util.concurrent.CompletionStage;

/**
 * Makes the answer to a request, on a worker's thread. It may throw whatever the classes below
 * throw.
 *
 * @param <T> the answer
 */
@FunctionalInterface
public interface Work<T> {
  /** Begins the answer. */
  CompletionStage<T> begin(Hold hold);
}
