package dev.jera.server.config;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.server.proto.SSLConfig;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The server's certificate and which clients it believes, all in PEM.
 *
 * @param key the server's private key
 * @param certificate its certificate, or the chain from it on
 * @param clientAuthority the certificates of those who certify clients, for {@code requiresClient}
 * @param requiresClient whether a client must show a certificate of such an authority
 */
public record Tls(
    String key, String certificate, Optional<String> clientAuthority, boolean requiresClient) {

  /** Checks that it is said whose clients are believed. */
  public Tls {
    // Without one, the certificates that Java believes would do: anyone can have such a one.
    checkArgument(
        !requiresClient || clientAuthority.isPresent(),
        "clientAuthority: none and requiresClient: true (expected: the certificates of those who certify clients)");
  }

  /** Without the key. */
  @Override
  public String toString() {
    return requiresClient ? "TLS with client certificates" : "TLS";
  }

  /**
   * Reads TensorFlow Serving's file: {@code server_key: "..." server_cert: "..." custom_ca: "..."
   * client_verify: true}, with the contents of PEM files.
   *
   * @throws ConfigException if it cannot be read, if the key or the certificate is missing, or if
   *     it wants clients to be verified and does not say against whom: no client could come in at
   *     TensorFlow Serving then
   */
  public static Tls read(Path file) {
    SSLConfig.Builder config = SSLConfig.newBuilder();
    TextFile.merge("SSL config file", file, config);
    if (config.getServerKey().isBlank() || config.getServerCert().isBlank()) {
      throw new ConfigException(
          "SSL config file %s: no server_key or no server_cert (expected: both, as PEM)"
              .formatted(file));
    }
    Optional<String> authority =
        Optional.of(config.getCustomCa()).filter(certificates -> !certificates.isBlank());
    if (config.getClientVerify() && authority.isEmpty()) {
      throw new ConfigException(
          "SSL config file %s: client_verify without custom_ca (expected: in custom_ca the certificates of those who certify clients, as PEM)"
              .formatted(file));
    }
    return new Tls(
        config.getServerKey(), config.getServerCert(), authority, config.getClientVerify());
  }
}
