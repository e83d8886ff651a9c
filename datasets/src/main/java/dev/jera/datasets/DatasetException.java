package dev.jera.datasets;

/**
 * A data set is broken or cannot be had: its files, its examples, or a function that works on them.
 * The message states the file or the example, what was found, what was expected and what to do.
 */
public final class DatasetException extends RuntimeException {

  /** With a message that needs no other exception to be understood. */
  public DatasetException(String message) {
    super(message);
  }

  /** With the exception that was met while the file was read or fetched, or the example made. */
  public DatasetException(String message, Throwable cause) {
    super(message, cause);
  }
}
