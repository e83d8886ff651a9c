package dev.jera.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** How calls fail. */
final class Refusals {
  private Refusals() {}

  /** The call fails by a code, with exactly this message. */
  static void refused(ThrowingCallable call, Status.Code code, String message) {
    assertThat(status(call, code).getDescription()).isEqualTo(message);
  }

  /** The call fails by a code, with a message that has this part. */
  static void refusedOver(ThrowingCallable call, Status.Code code, String part) {
    assertThat(status(call, code).getDescription()).contains(part);
  }

  private static Status status(ThrowingCallable call, Status.Code code) {
    StatusRuntimeException thrown =
        assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(call).actual();
    assertThat(thrown.getStatus().getCode()).as(thrown.toString()).isEqualTo(code);
    return thrown.getStatus();
  }
}
