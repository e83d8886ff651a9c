package dev.jera.server.grpc;

import io.grpc.Decompressor;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * Gzip of messages. What is none is closed here, since Armeria does not: its buffer would stay
 * taken for ever.
 */
final class ClosingGzip implements Decompressor {

  @Override
  public String getMessageEncoding() {
    return "gzip";
  }

  @Override
  public InputStream decompress(InputStream compressed) throws IOException {
    try {
      return new GZIPInputStream(compressed);
    } catch (IOException e) {
      compressed.close();
      throw e;
    }
  }
}
