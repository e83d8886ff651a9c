package dev.jera.server.http;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.util.concurrent.RateLimiter;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.jera.server.ApiException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one line for each request that failed, or whose answer was broken off: with its id, which
 * its client has, too, and with what the client was told. Of more than {@value #LINES} in a second
 * the rest is only counted.
 */
public final class FailureLog implements DecoratingHttpServiceFunction {
  private static final Logger LOGGER = LoggerFactory.getLogger(FailureLog.class);
  private static final int LINES = 100;

  /** A message may quote its request, which may be as large as a body. */
  private static final int LONGEST_MESSAGE = 1000;

  private static final int SERVER_ERROR = 500;
  private static final int CLIENT_ERROR = 400;
  private static final String GRPC_STATUS = "grpc-status";
  private static final String GRPC_MESSAGE = "grpc-message";
  private static final String GRPC_OK = "0";

  private final RateLimiter lines = RateLimiter.create(LINES);
  private final AtomicLong leftOut = new AtomicLong();

  @Override
  public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request)
      throws Exception {
    var unused = ctx.log().whenComplete().thenAccept(log -> tell(ctx, log));
    return delegate.serve(ctx, request);
  }

  private void tell(ServiceRequestContext ctx, RequestLog log) {
    int status = log.responseStatus().code();
    @Nullable String grpc = grpc(log, GRPC_STATUS);
    @Nullable Throwable cause = log.responseCause();
    boolean isAnswered = status < CLIENT_ERROR && (grpc == null || grpc.equals(GRPC_OK));
    if (isAnswered && cause == null) {
      return;
    }
    if (!lines.tryAcquire()) {
      leftOut.incrementAndGet();
      return;
    }
    long before = leftOut.getAndSet(0);
    if (before > 0) {
      LOGGER.warn("{} more requests failed", before);
    }
    String line =
        "%s %s %s from %s: %s, %s"
            .formatted(
                ctx.id().text(),
                ctx.method(),
                ctx.path(),
                ctx.remoteAddress().getAddress().getHostAddress(),
                isAnswered ? "broken off" : grpc == null ? status : "gRPC " + grpc,
                why(log));
    boolean isOurs = isAnswered && cause instanceof ApiException;
    if (status >= SERVER_ERROR || isOurs) {
      LOGGER.warn(line);
    } else {
      LOGGER.info(line);
    }
  }

  private static String why(RequestLog log) {
    @Nullable String message = grpc(log, GRPC_MESSAGE);
    if (message != null) {
      return message;
    }
    @Nullable Throwable cause = log.responseCause();
    return cause == null || cause.getMessage() == null
        ? log.responseStatus().reasonPhrase()
        : CharMatcher.javaIsoControl()
            .replaceFrom(Ascii.truncate(cause.getMessage(), LONGEST_MESSAGE, "..."), ' ');
  }

  /** It stands in the trailers, or in the headers of an answer without a message. */
  private static @Nullable String grpc(RequestLog log, String name) {
    HttpHeaders trailers = log.responseTrailers();
    @Nullable String value = trailers.get(name);
    return value == null ? log.responseHeaders().get(name) : value;
  }
}
