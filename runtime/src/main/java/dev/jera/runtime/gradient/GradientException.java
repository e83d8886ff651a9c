package dev.jera.runtime.gradient;

import dev.jera.runtime.JeraException;

/** A loss cannot be differentiated, or TensorFlow would differentiate it wrongly. */
public final class GradientException extends JeraException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception; the message names the op and its node. */
  public GradientException(String message) {
    super(message);
  }
}
