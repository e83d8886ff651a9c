package dev.jera.server.grpc;

import com.google.protobuf.MessageLite;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.jera.server.http.HeldBytes;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/** Counts what compressed messages are when they are inflated, and what is answered. */
final class HeldMessages implements ServerInterceptor {
  private static final String IDENTITY = "identity";

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    ServiceRequestContext ctx = ServiceRequestContext.current();
    ServerCall.Listener<Q> listener =
        next.startCall(
            new SimpleForwardingServerCall<>(call) {
              @Override
              public void sendMessage(A message) {
                HeldBytes.takeForAnswer(ctx, size(message));
                super.sendMessage(message);
              }
            },
            headers);
    if (ctx.request().headers().get(GrpcHeaders.ENCODING, IDENTITY).equals(IDENTITY)) {
      return listener;
    }
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onMessage(Q message) {
        HeldBytes.take(ctx, size(message));
        super.onMessage(message);
      }
    };
  }

  private static long size(Object message) {
    return message instanceof MessageLite known ? known.getSerializedSize() : 0;
  }
}
