package dev.jera.server.grpc;

import static com.linecorp.armeria.common.logging.RequestLogProperty.REQUEST_START_TIME;

import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

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
    } else if (isOver(ctx)) {
      call.close(GrpcFailures.timeOver(), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    return next.startCall(call, headers);
  }

  /**
   * Whether the time that the client gave is over before the call begins. Armeria has refused what
   * is no time by then, but takes one of zero for none, tells the longest as zero, and may begin a
   * call of some nanoseconds.
   */
  static boolean isOver(ServiceRequestContext ctx) {
    String timeout = ctx.request().headers().get(GrpcHeaders.TIMEOUT, "");
    int end = timeout.length() - 1;
    long nanos = unit(timeout.charAt(end)).toNanos(Long.parseLong(timeout, 0, end, 10));
    long began = ctx.log().ensureAvailable(REQUEST_START_TIME).requestStartTimeNanos();
    return nanos <= System.nanoTime() - began;
  }

  private static TimeUnit unit(char letter) {
    return switch (letter) {
      case 'H' -> TimeUnit.HOURS;
      case 'M' -> TimeUnit.MINUTES;
      case 'S' -> TimeUnit.SECONDS;
      case 'm' -> TimeUnit.MILLISECONDS;
      case 'u' -> TimeUnit.MICROSECONDS;
      default -> TimeUnit.NANOSECONDS;
    };
  }

  /** Whether the client has said how long the call may take. */
  static boolean isGiven(ServiceRequestContext ctx) {
    return ctx.request().headers().contains(GrpcHeaders.TIMEOUT);
  }
}
