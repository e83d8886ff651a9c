package dev.jera.server.call;

import com.google.common.base.Throwables;
import dev.jera.server.ApiException;
import dev.jera.serving.PredictionException;
import dev.jera.serving.batching.DeadlineException;
import dev.jera.serving.batching.QueueFullException;
import io.grpc.Status;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.exceptions.TFFailedPreconditionException;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.exceptions.TFPermissionDeniedException;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.exceptions.TFUnauthenticatedException;
import org.tensorflow.exceptions.TFUnimplementedException;

/** What a client is told of a failure. */
public final class Failures {
  private static final Logger LOGGER = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /** The failure with its code. One that is nobody's fault but the server's is logged here. */
  public static ApiException of(Throwable thrown) {
    if (thrown instanceof CompletionException && thrown.getCause() != null) {
      return of(thrown.getCause());
    } else if (thrown instanceof ApiException refused) {
      return refused;
    } else if (thrown instanceof IllegalArgumentException) {
      return refuse(Status.Code.INVALID_ARGUMENT, thrown);
    } else if (thrown instanceof QueueFullException) {
      return refuse(Status.Code.UNAVAILABLE, thrown);
    } else if (thrown instanceof DeadlineException) {
      return refuse(Status.Code.DEADLINE_EXCEEDED, thrown);
    } else if (thrown instanceof CancellationException) {
      return new ApiException(Status.Code.CANCELLED, "The request was given up", thrown);
    } else if (thrown instanceof PredictionException) {
      return refuse(code(thrown.getCause()), thrown);
    } else if (Throwables.getRootCause(thrown) instanceof OutOfMemoryError) {
      LOGGER.error("A request exhausted Java's heap", thrown);
      return new ApiException(
          Status.Code.RESOURCE_EXHAUSTED, "The server has not the memory for this request", thrown);
    }
    LOGGER.error("A request failed in a way that nothing here expects", thrown);
    return new ApiException(
        Status.Code.INTERNAL, "Internal error; the server's log says more", thrown);
  }

  private static ApiException refuse(Status.Code code, Throwable thrown) {
    return new ApiException(code, String.valueOf(thrown.getMessage()), thrown);
  }

  /** TensorFlow's own code; a signature that Java cannot call fails without TensorFlow. */
  private static Status.Code code(@Nullable Throwable cause) {
    if (cause == null) {
      return Status.Code.UNIMPLEMENTED;
    } else if (cause instanceof TFInvalidArgumentException) {
      return Status.Code.INVALID_ARGUMENT;
    } else if (cause instanceof TFFailedPreconditionException) {
      return Status.Code.FAILED_PRECONDITION;
    } else if (cause instanceof TFOutOfRangeException) {
      return Status.Code.OUT_OF_RANGE;
    } else if (cause instanceof TFResourceExhaustedException) {
      return Status.Code.RESOURCE_EXHAUSTED;
    } else if (cause instanceof TFUnimplementedException) {
      return Status.Code.UNIMPLEMENTED;
    } else if (cause instanceof TFPermissionDeniedException) {
      return Status.Code.PERMISSION_DENIED;
    } else if (cause instanceof TFUnauthenticatedException) {
      return Status.Code.UNAUTHENTICATED;
    }
    return Status.Code.INTERNAL;
  }
}
