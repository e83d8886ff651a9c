package dev.jera.tests.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Ascii;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.Map;

/** A connection by HTTP/1.1 on which every byte is as the test says. */
final class HttpWire implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  /** What came back, and whether the server closes the connection after it. */
  record Answer(int status, String body, boolean closes) {
    @Override
    public String toString() {
      return status + " " + body;
    }
  }

  /** Connects to this machine's port; an answer that takes longer than the patience fails. */
  HttpWire(int port, int patienceMillis) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(patienceMillis);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  Answer post(String path, String body) throws IOException {
    send(head("POST", path, body.length()));
    send(body);
    return read();
  }

  Answer get(String path) throws IOException {
    send("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n");
    return read();
  }

  static String head(String method, String path, int length) {
    return "%s %s HTTP/1.1\r\nHost: test\r\nContent-Length: %d\r\n\r\n"
        .formatted(method, path, length);
  }

  void send(String text) throws IOException {
    send(text.getBytes(ISO_8859_1));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /**
   * The next answer.
   *
   * @throws EOFException if the connection ends before it does
   * @throws SocketTimeoutException if there is none in time
   */
  Answer read() throws IOException {
    int status = 100;
    Map<String, String> headers = new HashMap<>();
    while (status == 100) {
      status = Integer.parseInt(line().split(" ", 3)[1]);
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        headers.put(Ascii.toLowerCase(line.substring(0, colon)), line.substring(colon + 1).trim());
      }
    }
    String body = new String(body(headers), UTF_8);
    return new Answer(status, body, "close".equals(headers.get("connection")));
  }

  /** Reads until the server has closed the connection. */
  void awaitClose() throws IOException {
    try {
      in.readAllBytes();
    } catch (SocketException e) {
      // It was reset, which is one way to close it.
    }
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    if (!"chunked".equals(headers.get("transfer-encoding"))) {
      return exactly(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line(), 16);
      body.write(exactly(size));
      line();
      if (size == 0) {
        return body.toByteArray();
      }
    }
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("closed after %d bytes of %d".formatted(bytes.length, length));
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("closed after '%s'".formatted(line));
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
