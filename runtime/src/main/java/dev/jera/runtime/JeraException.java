package dev.jera.runtime;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file or a model is broken, or cannot do what was asked of it: the root of Jera's own errors.
 *
 * <p>Wrong arguments are {@link IllegalArgumentException}s and calls at the wrong moment {@link
 * IllegalStateException}s; neither belongs to this family.
 */
public class JeraException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception from what was given, what was expected, where, and what to do. */
  public JeraException(String message) {
    super(message);
  }

  /** Creates the exception with the failure that caused it. */
  public JeraException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** What was given, what was expected, where, and what to do. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
