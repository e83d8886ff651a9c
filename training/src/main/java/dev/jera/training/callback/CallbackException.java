package dev.jera.training.callback;

import dev.jera.runtime.JeraException;

/** A callback threw something, which ended the run. */
public final class CallbackException extends JeraException {
  private static final long serialVersionUID = 1L;

  /**
   * The exception of a callback.
   *
   * @param callback which
   * @param moment the call in which it was thrown, such as {@code onEpochEnd}
   * @param saved what was saved, in a sentence
   */
  public CallbackException(Callback callback, String moment, String saved, Throwable cause) {
    super(
        "Callback %s threw in %s: %s. %s"
            .formatted(nameOf(callback.getClass()), moment, cause, saved),
        cause);
  }

  /** An anonymous class has no simple name. */
  private static String nameOf(Class<?> type) {
    return type.getSimpleName().isEmpty() ? type.getName() : type.getSimpleName();
  }
}
