package dev.jera.serving.batching;

import dev.jera.runtime.JeraException;

/**
 * A request was not answered within its deadline. If it was waiting still, it was not run. A server
 * answers it by 504, {@code DEADLINE_EXCEEDED}.
 */
public final class DeadlineException extends JeraException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception; the message names the request and its deadline. */
  DeadlineException(String message) {
    super(message);
  }
}
