package dev.jera.runtime;

import org.jspecify.annotations.Nullable;

/** A checkpoint is missing, damaged, or does not hold the variables that it was asked for. */
public class CheckpointException extends JeraException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with the failure that caused it, or null where there is none. */
  public CheckpointException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
