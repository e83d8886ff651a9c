package dev.jera.server.grpc;

import io.netty.util.AsciiString;

/**
 * gRPC's headers.
 *
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md">its protocol</a>
 */
final class GrpcHeaders {
  static final AsciiString TIMEOUT = AsciiString.of("grpc-timeout");
  static final AsciiString ENCODING = AsciiString.of("grpc-encoding");
  static final AsciiString STATUS = AsciiString.of("grpc-status");
  static final AsciiString MESSAGE = AsciiString.of("grpc-message");

  private GrpcHeaders() {}
}
