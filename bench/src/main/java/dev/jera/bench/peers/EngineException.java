package dev.jera.bench.peers;

/** An engine did not do what it was asked. */
final class EngineException extends Exception {
  private static final long serialVersionUID = 1;

  EngineException(String message) {
    super(message);
  }
}
