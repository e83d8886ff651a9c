package dev.jera.server.grpc;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Status;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Says by gRPC what no gRPC service answers itself, such as a body that is too large or a method
 * that there is not. What does not come by gRPC is left to the next handler.
 */
public final class GrpcErrors implements ServerErrorHandler {
  private static final String GRPC = "application/grpc";

  @Override
  public @Nullable HttpResponse onServiceException(ServiceRequestContext ctx, Throwable cause) {
    return isGrpc(ctx.request().headers())
        ? HttpResponse.of(trailers(GrpcFailures.status(cause)))
        : null;
  }

  @Override
  public @Nullable AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext ctx,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    if (headers == null || !isGrpc(headers) || !status.equals(HttpStatus.NOT_FOUND)) {
      return null;
    }
    return AggregatedHttpResponse.of(
        trailers(
            Status.UNIMPLEMENTED.withDescription(
                "There is no method %s on this server".formatted(headers.path()))));
  }

  private static boolean isGrpc(RequestHeaders headers) {
    return headers.get(HttpHeaderNames.CONTENT_TYPE, "").startsWith(GRPC);
  }

  private static ResponseHeaders trailers(Status status) {
    return ResponseHeaders.builder(HttpStatus.OK)
        .contentType(GrpcSerializationFormats.PROTO.mediaType())
        .addInt(GrpcHeaders.STATUS, status.getCode().value())
        .add(GrpcHeaders.MESSAGE, encoded(String.valueOf(status.getDescription())))
        .endOfStream(true)
        .build();
  }

  /** Percent-encoded, as gRPC wants it. */
  private static String encoded(String message) {
    return URLEncoder.encode(message, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
