package dev.jera.server;

import com.google.errorprone.annotations.FormatMethod;
import dev.jera.runtime.JeraException;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * A request that is refused, with the gRPC code and the message that its client is told; REST has a
 * status for each code.
 */
public final class ApiException extends JeraException {
  private static final long serialVersionUID = 1L;

  private final Status.Code code;

  /** Creates the exception. */
  public ApiException(Status.Code code, String message) {
    this(code, message, null);
  }

  /** Creates the exception with the failure that caused it. */
  public ApiException(Status.Code code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** A request that is wrong in itself, whatever the server's state. */
  @FormatMethod
  public static ApiException invalid(String format, Object... arguments) {
    return new ApiException(Status.Code.INVALID_ARGUMENT, format.formatted(arguments));
  }

  /** The kind of refusal. */
  public Status.Code code() {
    return code;
  }
}
