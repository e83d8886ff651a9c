package dev.jera.server.http;

import com.google.common.base.Throwables;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseCompleteException;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ShuttingDownException;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.jera.server.ApiException;
import dev.jera.server.call.Failures;
import dev.jera.server.json.ErrorAnswer;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Answers over HTTP, all of them JSON. */
public final class HttpAnswers {
  private HttpAnswers() {}

  /** Writes a body. */
  @FunctionalInterface
  public interface Body {
    /** Writes it piece by piece. */
    void write(OutputStream out) throws IOException;
  }

  /** A small answer, written at once. */
  public static HttpResponse json(Body body) {
    return json(HttpStatus.OK, body);
  }

  /** A small answer, written at once. */
  public static HttpResponse json(HttpStatus status, Body body) {
    return json(status, bytes(body));
  }

  /** A body as a whole. */
  public static byte[] bytes(Body body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      body.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** An answer that is written already. */
  public static HttpResponse json(HttpStatus status, byte[] body) {
    return HttpResponse.of(
        ResponseHeaders.builder(status).contentType(MediaType.JSON).build(), HttpData.wrap(body));
  }

  /** {@code {"error": "message"}}. */
  public static HttpResponse error(HttpStatus status, String message) {
    return json(status, ErrorAnswer.of(message));
  }

  /**
   * The answer to a request that failed, which {@link FailureLog} then tells; where its body is
   * still missing that is said.
   */
  public static HttpResponse failure(ServiceRequestContext ctx, Throwable thrown) {
    ctx.logBuilder().responseCause(Exceptions.peel(thrown));
    if (Exceptions.peel(thrown) instanceof RequestTimeoutException
        && !ctx.log().isAvailable(RequestLogProperty.REQUEST_END_TIME)) {
      // What comes later of it must not keep the connection.
      var unused = ctx.initiateConnectionShutdown();
      return error(HttpStatus.REQUEST_TIMEOUT, "The request's body did not come in time");
    }
    return failure(thrown);
  }

  private static HttpResponse failure(Throwable thrown) {
    Throwable cause = Exceptions.peel(thrown);
    Optional<ContentTooLargeException> tooLarge =
        Throwables.getCausalChain(cause).stream()
            .filter(ContentTooLargeException.class::isInstance)
            .map(ContentTooLargeException.class::cast)
            .findFirst();
    if (tooLarge.isPresent()) {
      return error(
          HttpStatus.REQUEST_ENTITY_TOO_LARGE,
          "The request's body is larger than the server allows (at most: %d bytes, inflated)"
              .formatted(tooLarge.get().maxContentLength()));
    } else if (cause instanceof RequestTimeoutException) {
      return error(HttpStatus.GATEWAY_TIMEOUT, "The request's time is over");
    } else if (cause instanceof ShuttingDownException) {
      return error(HttpStatus.SERVICE_UNAVAILABLE, "The server is stopping");
    } else if (isGivenUp(cause)) {
      return failure(new ApiException(Status.Code.CANCELLED, "The request was given up", cause));
    } else if (cause instanceof HttpStatusException status) {
      return error(
          status.httpStatus(),
          status.getCause() == null
              ? status.httpStatus().reasonPhrase()
              : String.valueOf(status.getCause().getMessage()));
    }
    ApiException refused = Failures.of(cause);
    return error(HttpStatuses.of(refused.code()), refused.getMessage());
  }

  /** Whether a body ends because its client has gone, or because it is answered already. */
  private static boolean isGivenUp(Throwable cause) {
    return Exceptions.isStreamCancelling(cause)
        || Exceptions.isExpected(cause)
        || cause instanceof ResponseCompleteException;
  }
}
