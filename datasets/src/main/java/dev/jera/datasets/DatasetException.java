package dev.jera.datasets;

/**
 * The files of a data set are broken or cannot be had. The message states the file, what was found,
 * what was expected and what to do.
 */
public final class DatasetException extends RuntimeException {

  /** With a message that needs no other exception to be understood. */
  public DatasetException(String message) {
    super(message);
  }

  /** With the exception that was met while the file was read or fetched. */
  public DatasetException(String message, Throwable cause) {
    super(message, cause);
  }
}
