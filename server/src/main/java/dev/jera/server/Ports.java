package dev.jera.server;

import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.server.ServerBuilder;
import dev.jera.server.config.Tls;
import io.netty.handler.ssl.ClientAuth;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Where a server listens, and its certificate. */
final class Ports {
  private Ports() {}

  static void open(ServerBuilder builder, ServerOptions options) {
    SessionProtocol protocol =
        options.tls().isPresent() ? SessionProtocol.HTTPS : SessionProtocol.HTTP;
    builder.port(address(options, options.restPort()), protocol);
    if (options.grpcPort() != options.restPort() || options.grpcPort() == 0) {
      builder.port(address(options, options.grpcPort()), protocol);
    }
    options.tls().ifPresent(tls -> secure(builder, tls));
  }

  private static InetSocketAddress address(ServerOptions options, int port) {
    return options
        .address()
        .map(address -> new InetSocketAddress(address, port))
        .orElseGet(() -> new InetSocketAddress(port));
  }

  private static void secure(ServerBuilder builder, Tls tls) {
    builder.tls(TlsKeyPair.of(stream(tls.key()), stream(tls.certificate())));
    builder.tlsCustomizer(
        context -> {
          tls.clientAuthority().ifPresent(pem -> context.trustManager(stream(pem)));
          if (tls.requiresClient()) {
            context.clientAuth(ClientAuth.REQUIRE);
          }
        });
  }

  private static InputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8));
  }
}
