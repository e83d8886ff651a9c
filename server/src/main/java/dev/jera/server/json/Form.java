package dev.jera.server.json;

/** How a body of TensorFlow Serving's REST API holds tensors. */
public enum Form {
  /** {@code instances}, {@code predictions}: a value, or an object of them, for each example. */
  ROWS,
  /** {@code inputs}, {@code outputs}: a value, or an object of them, for the batch. */
  COLUMNS
}
