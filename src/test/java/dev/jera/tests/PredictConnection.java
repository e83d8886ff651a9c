package dev.jera.tests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTTP/1.1 by hand, which shows what a client library would hide: a request is sent in parts. */
final class PredictConnection implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final Pattern LENGTH = Pattern.compile("\ncontent-length: *(\\d+)");

  private final Socket socket;
  private final InputStream in;
  private final String model;

  /** What came back, and whether the server closes the connection after it. */
  record Answer(int status, String body, boolean closes) {}

  PredictConnection(int port, String model) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    this.socket.setSoTimeout(PATIENCE_MILLIS);
    this.in = new BufferedInputStream(socket.getInputStream());
    this.model = model;
  }

  Answer ask(byte[] body) throws IOException {
    sendBeginning(body);
    sendRest(body);
    return answer();
  }

  /** Sends the headers and half of the body. */
  void sendBeginning(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(
        "POST /v1/models/%s:predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
            .formatted(model, body.length)
            .getBytes(UTF_8));
    bytes.write(body, 0, body.length / 2);
    socket.getOutputStream().write(bytes.toByteArray());
  }

  /** Sends the other half. */
  void sendRest(byte[] body) throws IOException {
    socket.getOutputStream().write(body, body.length / 2, body.length - body.length / 2);
  }

  Answer answer() throws IOException {
    String head = head().toLowerCase(Locale.ROOT);
    Matcher length = LENGTH.matcher(head);
    byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
    int status = Integer.parseInt(head.split(" ", 3)[1]);
    return new Answer(status, new String(body, UTF_8), head.contains("\nconnection: close"));
  }

  private String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("closed after '%s'".formatted(head));
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
