package dev.jera.datasets.record;

/**
 * The numbers of the fields of tf.Example's messages.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/example/feature.proto">feature.proto</a>
 */
final class TfExampleFields {

  /** Features of an Example, and the entries of its map of them. */
  static final int FEATURES = 1;

  static final int ENTRY_NAME = 1;
  static final int ENTRY_FEATURE = 2;

  static final int BYTES_LIST = 1;
  static final int FLOAT_LIST = 2;
  static final int INT64_LIST = 3;

  /** The values of each list. */
  static final int VALUE = 1;

  private TfExampleFields() {}
}
