package dev.jera.server;

import dev.jera.runtime.JeraException;
import org.jspecify.annotations.Nullable;

/** A server cannot start: a model cannot be loaded, a port is taken, a certificate is broken. */
public final class ModelServerException extends JeraException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with the failure that caused it, or null. */
  ModelServerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
