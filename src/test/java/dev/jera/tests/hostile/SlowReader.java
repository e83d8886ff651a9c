package dev.jera.tests.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.primitives.Bytes;
import com.google.common.primitives.Ints;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/**
 * A client that asks for a large answer and reads a byte of it when it is told to, or none: what
 * the sockets' buffers do not take the server must keep.
 */
final class SlowReader implements AutoCloseable {
  private static final int BUFFER_BYTES = 4096;
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int QUIET_MILLIS = 30;
  private static final byte DATA = 0;
  private static final byte HEADERS = 1;
  private static final byte SETTINGS = 4;
  private static final byte END_STREAM = 1;
  private static final byte END_HEADERS = 4;

  private final Socket socket = new Socket();
  private final int quietMillis;
  private long read;

  private SlowReader(int port, int quietMillis) throws IOException {
    this.quietMillis = quietMillis;
    socket.setReceiveBufferSize(BUFFER_BYTES); // which holds only if it is said before
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** Asks by HTTP/1.1. */
  static SlowReader http(int port, String path, String body) throws IOException {
    String head =
        HttpWire.head("POST", path, body.length())
            .replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    return sending(port, PATIENCE_MILLIS, (head + body).getBytes(UTF_8));
  }

  /** Asks by gRPC, and gives no more than the 64 KiB that HTTP/2 begins with to send. */
  static SlowReader grpc(int port, GrpcSeeds.Seed seed) throws IOException {
    byte[] headers =
        Bytes.concat(
            header(":method", "POST"),
            header(":scheme", "http"),
            header(":path", seed.path()),
            header(":authority", "test"),
            header("content-type", "application/grpc"),
            header("te", "trailers"));
    return sending(
        port,
        QUIET_MILLIS,
        Bytes.concat(
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1),
            frame(SETTINGS, (byte) 0, 0, new byte[0]),
            frame(HEADERS, END_HEADERS, 1, headers),
            frame(DATA, END_STREAM, 1, GrpcWire.framed(seed.message(), false))));
  }

  private static SlowReader sending(int port, int quietMillis, byte[] request) throws IOException {
    SlowReader reader = new SlowReader(port, quietMillis);
    reader.socket.getOutputStream().write(request);
    return reader;
  }

  private static byte[] frame(byte type, byte flags, int stream, byte[] payload) {
    return Bytes.concat(
        Arrays.copyOfRange(Ints.toByteArray(payload.length), 1, Ints.BYTES),
        new byte[] {type, flags},
        Ints.toByteArray(stream),
        payload);
  }

  /** Of HPACK, a literal that is not indexed; names and values are shorter than 127 bytes. */
  private static byte[] header(String name, String value) {
    return Bytes.concat(
        new byte[] {0, (byte) name.length()},
        name.getBytes(ISO_8859_1),
        new byte[] {(byte) value.length()},
        value.getBytes(ISO_8859_1));
  }

  /** Reads one byte, if there is one. */
  void trickle() throws IOException {
    socket.setSoTimeout(1);
    try {
      read += Math.max(0, socket.getInputStream().read(new byte[1]));
    } catch (SocketTimeoutException e) {
      // The server has not answered yet.
    }
  }

  /**
   * Reads all that the server has for it.
   *
   * @return how many bytes came, by now and before
   */
  long drain() throws IOException {
    socket.setSoTimeout(quietMillis);
    byte[] bytes = new byte[1 << 16];
    try {
      for (int count = 0; count >= 0; count = socket.getInputStream().read(bytes)) {
        read += count;
      }
    } catch (SocketTimeoutException | SocketException e) {
      // It waits for a larger window, or it has broken the answer off.
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
