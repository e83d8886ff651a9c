package dev.jera.serving.batching;

/** An output has another first size than the batch that was run, and cannot be cut apart. */
final class UnevenOutputException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String output;

  /** Creates the exception; it never leaves the package. */
  UnevenOutputException(String output) {
    super(output);
    this.output = output;
  }

  String output() {
    return output;
  }
}
