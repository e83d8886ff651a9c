package dev.jera.tests.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.primitives.Bytes;
import dev.jera.tests.hostile.HttpSeeds.Seed;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Sends mutated requests by HTTP/1.1, one after another, on one connection while it is good. */
final class HttpFuzz implements AutoCloseable {
  private static final List<String> HEADERS =
      List.of(
          "Content-Encoding: gzip",
          "Content-Encoding: br",
          "Content-Type: application/octet-stream",
          "Content-Type: ;;=",
          "Accept: application/octet-stream",
          "Accept-Encoding: gzip;q=0.5, *",
          "Inference-Header-Content-Length: 12",
          "Inference-Header-Content-Length: -9223372036854775808",
          "X-Request-Id: ../../x",
          "Expect: 100-continue",
          "Connection: close",
          "Connection: Upgrade, HTTP2-Settings",
          "Host: other",
          "Cookie: a=b",
          "Authorization: Bearer x",
          "Origin: http://elsewhere",
          "Access-Control-Request-Method: POST");
  private static final List<String> METHODS = List.of("PUT", "DELETE", "PATCH", "OPTIONS", "BREW");

  private final int port;
  private final int patienceMillis;
  private @Nullable HttpWire wire;

  HttpFuzz(int port, int patienceMillis) {
    this.port = port;
    this.patienceMillis = patienceMillis;
  }

  /**
   * Sends one.
   *
   * @return the status, or that the connection was closed, or what is wrong
   */
  Outcome send(Random random) throws IOException {
    Mutator mutator = new Mutator(random);
    Seed seed = mutator.pick(HttpSeeds.ALL);
    Seed other = mutator.pick(HttpSeeds.ALL);
    int part = random.nextInt(1000);
    if (part < 600) {
      byte[] body = mutator.edit(seed.body(), other.body());
      return ask(head(seed.method(), seed.path(), seed.headers(), body.length), body, false);
    } else if (part < 780) {
      byte[] body = mutator.json().getBytes(UTF_8);
      return ask(head("POST", seed.path(), seed.headers(), body.length), body, false);
    } else if (part < 860) {
      String path = mutator.edit(seed.path());
      return ask(head(seed.method(), path, "", seed.body().length), seed.body(), true);
    } else if (part < 980) {
      String line = mutator.pick(HEADERS);
      String headers = seed.headers() + (random.nextBoolean() ? line : mutator.edit(line)) + "\r\n";
      return ask(head(seed.method(), seed.path(), headers, seed.body().length), seed.body(), true);
    } else if (part < 994) {
      return ask(
          head(mutator.pick(METHODS), seed.path(), "", seed.body().length), seed.body(), true);
    } else if (part < 997) {
      int length = seed.body().length + random.nextInt(5) - 2;
      return ask(head(seed.method(), seed.path(), seed.headers(), length), seed.body(), true);
    }
    byte[] whole =
        Bytes.concat(
            head(seed.method(), seed.path(), seed.headers(), seed.body().length)
                .getBytes(ISO_8859_1),
            seed.body());
    return ask("", mutator.edit(whole, other.body()), true);
  }

  private static String head(String method, String path, String headers, int length) {
    return "%s %s HTTP/1.1\r\nHost: test\r\n%sContent-Length: %d\r\n\r\n"
        .formatted(method, path, headers, length);
  }

  /**
   * Asks.
   *
   * @param isHeadBad whether the server may close the connection without an answer, and what
   *     follows may be taken for another request
   */
  private Outcome ask(String head, byte[] body, boolean isHeadBad) throws IOException {
    byte[] bytes = Bytes.concat(head.getBytes(ISO_8859_1), body);
    String text = new String(bytes, ISO_8859_1);
    HttpWire used = wire == null ? new HttpWire(port, patienceMillis) : wire;
    wire = used;
    try {
      used.send(bytes);
      HttpWire.Answer answer = used.read();
      if (isHeadBad || answer.closes()) {
        close();
      }
      boolean isFine = answer.status() != 500 && answer.status() != 429 && answer.status() < 600;
      return new Outcome("http " + answer.status(), isFine, text + " -> " + answer);
    } catch (EOFException | SocketException e) {
      close();
      return new Outcome("http closed", isHeadBad, text + " -> " + e);
    } catch (IOException | RuntimeException e) {
      close();
      return new Outcome("http " + e, false, text + " -> " + e);
    }
  }

  @Override
  public void close() throws IOException {
    if (wire != null) {
      wire.close();
      wire = null;
    }
  }
}
