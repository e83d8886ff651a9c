package dev.jera.server.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Ascii;
import com.google.protobuf.ByteString;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.TreeMap;

/** One connection to a server, on which every byte is as the test says. */
public final class Wire implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;

  /** Connects. */
  public Wire(int port) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(PATIENCE_MILLIS);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An answer; its text is the status, a blank, the body. */
  public record Answer(int status, Map<String, String> headers, ByteString body) {
    /** The body as UTF-8. */
    public String text() {
      return body.toStringUtf8();
    }

    @Override
    public String toString() {
      return status + " " + text();
    }
  }

  /** Asks without a body. */
  public Answer get(String path) {
    return ask("GET", path, Map.of(), new byte[0]);
  }

  /** Asks with a body. */
  public Answer post(String path, String body) {
    return ask("POST", path, Map.of(), body.getBytes(UTF_8));
  }

  /** Asks. */
  public Answer ask(String method, String path, Map<String, String> headers, byte[] body) {
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: test\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    if (body.length > 0 || method.equals("POST")) {
      head.append("Content-Length: " + body.length + "\r\n");
    }
    send((head + "\r\n").getBytes(ISO_8859_1));
    send(body);
    return read(method);
  }

  /** Sends characters as a byte each. */
  public void send(String text) {
    send(text.getBytes(ISO_8859_1));
  }

  /** Sends bytes. */
  public void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next answer. */
  public Answer read(String method) {
    try {
      Answer head = readHead();
      return new Answer(
          head.status,
          head.headers,
          method.equals("HEAD") ? ByteString.EMPTY : ByteString.copyFrom(body(head.headers)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next answer as far as its body. */
  private Answer readHead() throws IOException {
    String status = line();
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(Ascii.toLowerCase(line.substring(0, colon)), line.substring(colon + 1).trim());
    }
    return new Answer(Integer.parseInt(status.split(" ", 3)[1]), headers, ByteString.EMPTY);
  }

  /** Whether the server has closed the connection, now or soon. */
  public boolean isClosed() {
    try {
      return in.read() < 0;
    } catch (IOException e) {
      return true;
    }
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    if (headers.containsKey("content-length")) {
      int length = Integer.parseInt(headers.get("content-length"));
      byte[] body = in.readNBytes(length);
      if (body.length < length) {
        throw new EOFException();
      }
      return body;
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line(), 16);
      body.write(in.readNBytes(size));
      line();
      if (size == 0) {
        return body.toByteArray();
      }
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("The server closed the connection after: " + line);
      } else if (next == '\n') {
        return line.toString(ISO_8859_1);
      } else if (next != '\r') {
        line.write(next);
      }
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
