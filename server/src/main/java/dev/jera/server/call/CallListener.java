package dev.jera.server.call;

/** Hears of requests, on the threads that answer them: it must be fast, and must not throw. */
@FunctionalInterface
public interface CallListener {
  /** A request was answered, refused, or given up. */
  void onEnd(CallEnd end);

  /** Tells this one, then the other. */
  default CallListener andThen(CallListener other) {
    return end -> {
      onEnd(end);
      other.onEnd(end);
    };
  }
}
