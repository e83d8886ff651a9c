package dev.jera.serving;

import dev.jera.runtime.JeraException;
import org.jspecify.annotations.Nullable;

/**
 * A bundle could not answer a call that its signature allows: TensorFlow failed on the values, or
 * the signature takes or gives tensors that Java cannot hold.
 *
 * <p>Where TensorFlow failed, its message is in this one's and its exception is the cause, such as
 * {@link org.tensorflow.exceptions.TFInvalidArgumentException}.
 */
public final class PredictionException extends JeraException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception; the message names the bundle and the signature. */
  public PredictionException(String message) {
    super(message);
  }

  /** Creates the exception with the failure that caused it. */
  PredictionException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
