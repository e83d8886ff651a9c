package dev.jera.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Gzip over a stream that it does not close. It holds memory that is not Java's until it is closed,
 * which it may be before it is finished.
 */
final class Gzip extends GZIPOutputStream {

  Gzip(OutputStream out) throws IOException {
    super(out);
  }

  /** Gives the memory back, and writes nothing. */
  @Override
  public void close() {
    def.end();
  }
}
