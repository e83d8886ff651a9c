package dev.jera.server.grpc;

import com.google.common.base.Ascii;
import com.google.protobuf.InvalidProtocolBufferException;
import com.linecorp.armeria.common.ClosedSessionException;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.ResponseCompleteException;
import com.linecorp.armeria.common.ShuttingDownException;
import com.linecorp.armeria.common.grpc.GrpcExceptionHandlerFunction;
import com.linecorp.armeria.common.stream.AbortedStreamException;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import dev.jera.server.ApiException;
import dev.jera.server.call.Failures;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.Arrays;

/** The gRPC status of a failure: always with its own code and a message. */
final class GrpcFailures implements GrpcExceptionHandlerFunction {
  private static final String ARMERIA = "com.linecorp.armeria.";

  private static final String DEFRAMER = ARMERIA + "common.grpc.protocol.AbstractMessageDeframer";

  /** A message travels in a header, percent-encoded; clients take 8 KiB of headers by default. */
  private static final int MOST_CHARACTERS = 800;

  private final long mostBytes;

  /**
   * The statuses of failures.
   *
   * @param mostBytes the largest message, for who sends a larger one
   */
  GrpcFailures(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  @Override
  public Status apply(RequestContext ctx, Status status, Throwable cause, Metadata metadata) {
    // What Armeria says itself begins with the name of a class.
    if (String.valueOf(status.getDescription()).startsWith(ARMERIA)) {
      return status.getCode() == Status.Code.RESOURCE_EXHAUSTED
          ? tooLarge(mostBytes)
          : brokenFrame();
    }
    boolean isSaid =
        status.getCode() != Status.Code.UNKNOWN
            && status.getDescription() != null
            && !(unwrapped(cause) instanceof InvalidProtocolBufferException);
    return isSaid ? status : status(cause);
  }

  /** The status of a call whose time is over, before it began or after. */
  static Status timeOver() {
    return status(Status.Code.DEADLINE_EXCEEDED, "The request's time is over");
  }

  /** The status. What is nobody's fault but the server's is logged. */
  static Status status(Throwable thrown) {
    Throwable cause = unwrapped(thrown);
    if (cause instanceof ContentTooLargeException tooLarge) {
      return tooLarge(tooLarge.maxContentLength());
    } else if (cause instanceof RequestTimeoutException) {
      return timeOver();
    } else if (cause instanceof ShuttingDownException) {
      return status(Status.Code.UNAVAILABLE, "The server is stopping");
    } else if (cause instanceof ClosedSessionException
        || cause instanceof ClosedStreamException
        || cause instanceof AbortedStreamException
        || cause instanceof ResponseCompleteException) {
      return status(Status.Code.CANCELLED, "The client has gone");
    } else if (cause instanceof InvalidProtocolBufferException) {
      return status(
          Status.Code.INVALID_ARGUMENT,
          "The request is not the message that the method takes: " + cause.getMessage());
    } else if (isBrokenFrame(cause)) {
      return brokenFrame();
    }
    ApiException refused = Failures.of(cause);
    return status(refused.code(), String.valueOf(refused.getMessage()));
  }

  /** Armeria takes a message out of its frame without a look at whether it is whole. */
  private static boolean isBrokenFrame(Throwable cause) {
    return (cause instanceof IndexOutOfBoundsException || cause.getCause() instanceof IOException)
        && Arrays.stream(cause.getStackTrace())
            .anyMatch(frame -> frame.getClassName().equals(DEFRAMER));
  }

  private static Status brokenFrame() {
    return status(
        Status.Code.INVALID_ARGUMENT,
        "The request's message is not as its frame says (expected: a byte 0, or 1 where it is compressed as grpc-encoding says, four of its length, its bytes)");
  }

  private static Status tooLarge(long most) {
    return status(
        Status.Code.RESOURCE_EXHAUSTED,
        "The request's message is larger than the server allows (at most: %d bytes)"
            .formatted(most));
  }

  /** What Armeria and gRPC have put an exception of their own around. */
  private static Throwable unwrapped(Throwable thrown) {
    Throwable cause = Exceptions.peel(thrown);
    boolean isWrapper =
        cause instanceof HttpStatusException || cause instanceof StatusRuntimeException;
    return isWrapper && cause.getCause() != null ? cause.getCause() : cause;
  }

  private static Status status(Status.Code code, String message) {
    return Status.fromCode(code).withDescription(Ascii.truncate(message, MOST_CHARACTERS, "..."));
  }
}
