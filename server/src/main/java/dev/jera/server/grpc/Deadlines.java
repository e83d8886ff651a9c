package dev.jera.server.grpc;

import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.time.Duration;

/**
 * Gives a call its time: what its client says, or the server's where it says nothing and asks for
 * one answer; a stream, such as one that watches health, may go on.
 */
final class Deadlines implements ServerInterceptor {
  private final Duration otherwise;

  Deadlines(Duration otherwise) {
    this.otherwise = otherwise;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    ServiceRequestContext ctx = ServiceRequestContext.current();
    if (!isGiven(ctx)) {
      if (call.getMethodDescriptor().getType().serverSendsOneMessage()) {
        ctx.setRequestTimeout(TimeoutMode.SET_FROM_START, otherwise);
      }
    } else if (ctx.requestTimeoutMillis() == 0) {
      // Armeria takes a time-out of zero for none; it counts whole milliseconds.
      call.close(GrpcFailures.timeOver(), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    return next.startCall(call, headers);
  }

  /** Whether the client has said how long the call may take. */
  static boolean isGiven(ServiceRequestContext ctx) {
    return ctx.request().headers().contains(GrpcHeaders.TIMEOUT);
  }
}
