package dev.jera.runtime.savedmodel;

import dev.jera.runtime.JeraException;
import org.jspecify.annotations.Nullable;

/** A SavedModel is missing, damaged, or cannot be loaded or written. */
public sealed class SavedModelException extends JeraException permits SavedModelOpsException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception; the message names the bundle. */
  public SavedModelException(String message) {
    super(message);
  }

  /** Creates the exception with the failure that caused it. */
  public SavedModelException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
