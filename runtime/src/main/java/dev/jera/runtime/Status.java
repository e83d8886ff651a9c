package dev.jera.runtime;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteStatus;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewStatus;

import org.tensorflow.internal.c_api.TF_Status;

/** Where a call of TensorFlow's C interface says how it went. */
final class Status implements AutoCloseable {
  private final TF_Status handle = TF_NewStatus();

  TF_Status handle() {
    return handle;
  }

  /**
   * Throws what the last call says.
   *
   * @throws RuntimeException one of {@code org.tensorflow.exceptions}, which have no other type in
   *     common, if it failed
   */
  void check() {
    handle.throwExceptionIfNotOK();
  }

  @Override
  public void close() {
    TF_DeleteStatus(handle);
  }
}
