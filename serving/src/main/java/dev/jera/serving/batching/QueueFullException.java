package dev.jera.serving.batching;

import dev.jera.runtime.JeraException;

/**
 * A request was refused because too many wait already: try again later, or elsewhere. It was not
 * queued and nothing was run. A server answers it by 503, {@code UNAVAILABLE}.
 */
public final class QueueFullException extends JeraException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception; the message says how many wait and how many may. */
  QueueFullException(String message) {
    super(message);
  }
}
