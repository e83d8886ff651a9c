package dev.jera.server.grpc;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Calls of bytes as they are. */
final class RawCalls {
  private RawCalls() {}

  /**
   * Calls a method.
   *
   * @param bytes a character a byte
   */
  static void call(Served served, String method, String bytes) {
    Marshaller<ByteString> raw =
        new Marshaller<>() {
          @Override
          public InputStream stream(ByteString value) {
            return new ByteArrayInputStream(value.toByteArray());
          }

          @Override
          public ByteString parse(InputStream stream) {
            throw Status.INTERNAL.withDescription("an answer").asRuntimeException();
          }
        };
    var descriptor =
        MethodDescriptor.newBuilder(raw, raw)
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(method)
            .build();
    var unused =
        ClientCalls.blockingUnaryCall(
            served.channel(),
            descriptor,
            CallOptions.DEFAULT,
            ByteString.copyFrom(bytes, StandardCharsets.ISO_8859_1));
  }
}
