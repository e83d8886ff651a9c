package dev.jera.datasets.npy;

import dev.jera.datasets.DatasetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.tensorflow.ndarray.NdArray;

/** Parses one array of a known length in bytes, header and all. */
final class NpyParser {

  private static final int CHUNK = 1 << 16;

  private NpyParser() {}

  /**
   * @param length how many bytes the stream has
   * @param name what messages call it
   */
  static NdArray<?> parse(InputStream in, long length, String name) throws IOException {
    NpyHeader header = NpyHeader.read(in, name);
    NpyType type = NpyType.of(header.descr(), name);
    int count = Math.toIntExact(header.shape().size());
    long expected = header.bytes() + (long) count * type.bytes();
    if (length != expected) {
      throw broken(
          name,
          length + " bytes",
          "%d, for shape %s of '%s'".formatted(expected, header.shape(), header.descr()));
    }
    NpyElements elements = type.allocate(count);
    try {
      fill(elements.setter(), count, header, type, in, name);
    } catch (IllegalArgumentException e) {
      throw broken(name, "text with " + e.getMessage(), "code points of Unicode");
    }
    return elements.wrap().apply(header.shape());
  }

  private static void fill(
      NpyElements.Setter setter,
      int count,
      NpyHeader header,
      NpyType type,
      InputStream in,
      String name)
      throws IOException {
    var fortran = new FortranOrder(header.shape());
    int together = Math.max(1, CHUNK / type.bytes());
    for (int done = 0; done < count; done += together) {
      int now = Math.min(together, count - done);
      ByteBuffer chunk = ByteBuffer.wrap(in.readNBytes(now * type.bytes())).order(type.order());
      if (chunk.remaining() < now * type.bytes()) {
        throw broken(name, "the end of the file within its elements", count + " elements");
      }
      for (int i = 0; i < now; i++) {
        setter.set(header.fortranOrder() ? fortran.next() : done + i, chunk);
      }
    }
  }

  static DatasetException broken(String name, String found, String expected) {
    return new DatasetException(
        "%s is not a whole .npy file: %s (expected: %s). Get or save it again."
            .formatted(name, found, expected));
  }
}
