package dev.jera.runtime.savedmodel;

/** Why a graph cannot be frozen. */
final class FreezingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  FreezingException(String message) {
    super(message);
  }
}
