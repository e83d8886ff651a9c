package dev.jera.server.config;

import dev.jera.server.proto.SSLConfig;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The server's certificate and which clients it believes, all in PEM.
 *
 * @param key the server's private key
 * @param certificate its certificate, or the chain from it on
 * @param clientAuthority the certificates of those who certify clients; empty for the machine's own
 * @param requiresClient whether a client must show a certificate
 */
public record Tls(
    String key, String certificate, Optional<String> clientAuthority, boolean requiresClient) {

  /** Without the key. */
  @Override
  public String toString() {
    return requiresClient ? "TLS with client certificates" : "TLS";
  }

  /**
   * Reads TensorFlow Serving's file: {@code server_key: "..." server_cert: "..." custom_ca: "..."
   * client_verify: true}, with the contents of PEM files.
   *
   * @throws ConfigException if it cannot be read, or if the key or the certificate is missing
   */
  public static Tls read(Path file) {
    SSLConfig.Builder config = SSLConfig.newBuilder();
    TextFile.merge("SSL config file", file, config);
    if (config.getServerKey().isBlank() || config.getServerCert().isBlank()) {
      throw new ConfigException(
          "SSL config file %s: no server_key or no server_cert (expected: both, as PEM)"
              .formatted(file));
    }
    return new Tls(
        config.getServerKey(),
        config.getServerCert(),
        Optional.of(config.getCustomCa()).filter(authority -> !authority.isBlank()),
        config.getClientVerify());
  }
}
