package dev.jera.server;

import com.google.common.collect.Comparators;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.server.GracefulShutdown;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.jera.server.call.Wire;
import dev.jera.server.config.Tls;
import io.netty.handler.ssl.ClientAuth;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;

/** Where a server listens, its certificate, and what it takes of connections. */
final class Transport {
  /** What HTTP/2 asks to allow at least; a client waits beyond it, where it should be refused. */
  private static final int FEWEST_STREAMS = 100;

  private Transport() {}

  /**
   * Begins a server.
   *
   * @throws ModelServerException if the certificate, its key or the clients' authority is none
   */
  static ServerBuilder of(ServerOptions options) {
    Limits limits = options.limits();
    Duration drain = StopTimes.of(options.drainTimeout()).requests();
    ServerBuilder builder =
        Server.builder()
            .maxRequestLength(limits.bodyBytes())
            .maxNumConnections(limits.connections())
            .requestTimeout(limits.requestTimeout())
            .idleTimeout(limits.idleTimeout())
            .http2MaxStreamsPerConnection(Math.max(FEWEST_STREAMS, limits.requests()))
            .bossGroupFactory(Acceptor::of)
            .gracefulShutdown(
                GracefulShutdown.builder().quietPeriod(quietPeriod(drain)).timeout(drain).build())
            .disableServerHeader()
            .disableDateHeader();
    listen(builder, options);
    options.tls().ifPresent(tls -> secure(builder, tls));
    return builder;
  }

  /** Where it is zero, Armeria waits for no request at all. */
  private static Duration quietPeriod(Duration drain) {
    return Comparators.min(Duration.ofMillis(1), drain);
  }

  private static void listen(ServerBuilder builder, ServerOptions options) {
    SessionProtocol protocol =
        options.tls().isPresent() ? SessionProtocol.HTTPS : SessionProtocol.HTTP;
    boolean hasRest = options.wires().contains(Wire.REST);
    if (hasRest) {
      builder.port(address(options, options.restPort()), protocol);
    }
    boolean isShared =
        hasRest && options.grpcPort() == options.restPort() && options.grpcPort() != 0;
    if (options.wires().contains(Wire.GRPC) && !isShared) {
      builder.port(address(options, options.grpcPort()), protocol);
    }
  }

  private static InetSocketAddress address(ServerOptions options, int port) {
    return options
        .address()
        .map(address -> new InetSocketAddress(address, port))
        .orElseGet(() -> new InetSocketAddress(port));
  }

  private static void secure(ServerBuilder builder, Tls tls) {
    try {
      builder.tls(TlsKeyPair.of(stream(tls.key()), stream(tls.certificate())));
    } catch (IllegalArgumentException e) {
      throw new ModelServerException(
          "The server's certificate or key cannot be read: %s (expected: both in PEM, the key as PKCS#8 without a password)"
              .formatted(e.getMessage()),
          e);
    }
    Optional<X509Certificate[]> authority = tls.clientAuthority().map(Transport::certificates);
    builder.tlsCustomizer(
        context -> {
          authority.ifPresent(context::trustManager);
          if (tls.requiresClient()) {
            context.clientAuth(ClientAuth.REQUIRE);
          }
        });
  }

  private static X509Certificate[] certificates(String pem) {
    try {
      X509Certificate[] certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(stream(pem)).stream()
              .map(X509Certificate.class::cast)
              .toArray(X509Certificate[]::new);
      if (certificates.length == 0) {
        throw new CertificateException("no certificate");
      }
      return certificates;
    } catch (CertificateException e) {
      throw new ModelServerException(
          "The certificates of the clients' authority cannot be read: %s (expected: in PEM)"
              .formatted(e.getMessage()),
          e);
    }
  }

  private static InputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8));
  }
}
