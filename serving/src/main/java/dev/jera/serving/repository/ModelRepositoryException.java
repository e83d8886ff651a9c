package dev.jera.serving.repository;

import dev.jera.runtime.JeraException;
import org.jspecify.annotations.Nullable;

/** A {@link ModelRepository} has not what was asked for, or not yet. */
public final class ModelRepositoryException extends JeraException {
  private static final long serialVersionUID = 1L;

  /** What a caller may do about it. */
  public enum Reason {
    /** No model of this name: HTTP 404, gRPC NOT_FOUND. */
    UNKNOWN_MODEL,
    /** The model has no such version: HTTP 404, gRPC NOT_FOUND. */
    UNKNOWN_VERSION,
    /** The model has no such label: HTTP 400, gRPC INVALID_ARGUMENT. */
    UNKNOWN_LABEL,
    /**
     * The version, or every version, is loading, has failed or is unloaded; the cause is the
     * failure, where it is one: HTTP 404, gRPC NOT_FOUND.
     */
    NOT_AVAILABLE,
    /** A label was to name a version that is not available: HTTP 400, FAILED_PRECONDITION. */
    LABEL_REFUSED
  }

  private final Reason reason;

  /** Creates the exception; the message names the model. */
  ModelRepositoryException(Reason reason, String message) {
    this(reason, message, null);
  }

  /** Creates the exception with the failure to load that caused it, or null. */
  ModelRepositoryException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** What kind of error it is. */
  public Reason reason() {
    return reason;
  }
}
