package dev.jera.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.TlsKeyPair;
import dev.jera.server.config.Tls;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TlsTest {
  private static final TlsKeyPair OWN = TlsKeyPair.ofSelfSigned("localhost");
  private static final TlsKeyPair CLIENT = TlsKeyPair.ofSelfSigned("client");
  private static final TlsKeyPair STRANGER = TlsKeyPair.ofSelfSigned("stranger");

  private static ModelServer start(Tls tls) {
    return ModelServer.builder()
        .restPort(0)
        .grpcPort(0)
        .model("mnist", Bundles.MNIST)
        .tls(tls)
        .start();
  }

  private static Tls tls(Optional<String> clients) {
    return new Tls(
        pem("PRIVATE KEY", OWN.privateKey().getEncoded()),
        certificate(OWN),
        clients,
        clients.isPresent());
  }

  private static String certificate(TlsKeyPair pair) {
    try {
      return pem("CERTIFICATE", pair.certificateChain().get(0).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder().encodeToString(der), what);
  }

  private static HttpCaller caller(ModelServer server, @Nullable TlsKeyPair client)
      throws Exception {
    return new HttpCaller(
        HttpClient.newBuilder().sslContext(context(client)).build(),
        "https://localhost:" + server.restPort());
  }

  private static SSLContext context(@Nullable TlsKeyPair client) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null);
    trusted.setCertificateEntry("server", OWN.certificateChain().get(0));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null);
    if (client != null) {
      own.setKeyEntry(
          "client",
          client.privateKey(),
          new char[0],
          client.certificateChain().toArray(new Certificate[0]));
    }
    keys.init(own, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void aServerWithACertificateIsAskedByHttpsAlone() throws Exception {
    try (ModelServer server = start(tls(Optional.empty()))) {
      HttpResponse<String> answer =
          caller(server, null).post("/v1/models/mnist:predict", Bundles.images(1));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> HttpCaller.of(server).get("/v1/models/mnist"))
          .isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  void clientsShowACertificateWhereTheyMust() throws Exception {
    try (ModelServer server = start(tls(Optional.of(certificate(CLIENT))))) {
      assertThat(
              caller(server, CLIENT)
                  .post("/v1/models/mnist:predict", Bundles.images(1))
                  .statusCode())
          .isEqualTo(200);
      assertThat(firstByte(server, CLIENT)).isEqualTo('H');
      assertThatThrownBy(() -> firstByte(server, null))
          .isInstanceOfAny(SSLException.class, SocketException.class);
      assertThatThrownBy(() -> firstByte(server, STRANGER))
          .isInstanceOfAny(SSLException.class, SocketException.class);
    }
  }

  /** By a plain socket: it tells a connection that is refused from one that says nothing. */
  private static int firstByte(ModelServer server, @Nullable TlsKeyPair client) throws Exception {
    try (Socket socket =
        context(client).getSocketFactory().createSocket("localhost", server.restPort())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write("GET /v1/models/mnist HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
      return socket.getInputStream().read();
    }
  }

  @Test
  void aKeyThatIsNoneKeepsTheServerFromStarting() {
    assertThatThrownBy(() -> start(new Tls("no key", certificate(OWN), Optional.empty(), false)))
        .isInstanceOf(ModelServerException.class)
        .hasMessageStartingWith("The server's certificate or key cannot be read: ");
  }

  /** Java's own list of authorities would let anyone in who has a public certificate. */
  @Test
  void clientsThatMustShowACertificateNeedAnAuthority() {
    assertThatThrownBy(() -> new Tls("key", "certificate", Optional.empty(), true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "clientAuthority: none and requiresClient: true (expected: the certificates of those who certify clients)");
  }

  @Test
  void anAuthorityThatIsNoneKeepsTheServerFromStarting() {
    assertThatThrownBy(() -> start(tls(Optional.of("no certificate"))))
        .isInstanceOf(ModelServerException.class)
        .hasMessageStartingWith("The certificates of the clients' authority cannot be read: ");
  }

  /** Nobody could close them. */
  @Test
  void aServerThatCannotBeMadeLeavesNoModelsBehind() {
    long before = Repositories.alive();
    assertThatThrownBy(
            () ->
                start(
                    new Tls(
                        pem("PRIVATE KEY", STRANGER.privateKey().getEncoded()),
                        certificate(OWN),
                        Optional.empty(),
                        false)))
        .isInstanceOf(RuntimeException.class);
    // A thread that is told to end does so a little later.
    while (Repositories.alive() > before) {
      Thread.onSpinWait();
    }
  }
}
