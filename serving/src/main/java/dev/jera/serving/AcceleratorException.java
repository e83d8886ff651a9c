package dev.jera.serving;

import dev.jera.runtime.JeraException;
import org.jspecify.annotations.Nullable;

/** An accelerator cannot take a bundle or answer a call; TensorFlow does it then. */
public final class AcceleratorException extends JeraException {
  private static final long serialVersionUID = 1;

  /** An error that names what cannot be done. */
  public AcceleratorException(String message) {
    super(message);
  }

  /** An error that something else caused. */
  public AcceleratorException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
