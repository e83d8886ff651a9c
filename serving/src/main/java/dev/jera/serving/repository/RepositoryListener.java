package dev.jera.serving.repository;

/**
 * Hears of every state that a version enters, in order, on one thread of the repository's own.
 *
 * <p>What it throws is logged. It may be slow: nothing waits for it, but what it hears is late
 * then.
 */
@FunctionalInterface
public interface RepositoryListener {
  /** Hears nothing. */
  RepositoryListener NONE = status -> {};

  /** A version entered a state. */
  void onChange(VersionStatus status);
}
