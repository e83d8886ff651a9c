package dev.jera.datasets;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Makes small IDX files. */
final class IdxFiles {

  private IdxFiles() {}

  /** An IDX file of uint8 elements 0, 1, 2, ... */
  static byte[] counting(int... dimensions) {
    int size = 1;
    for (int dimension : dimensions) {
      size *= dimension;
    }
    return withElements(size, dimensions);
  }

  /** An IDX file that promises the dimensions and holds so many elements. */
  static byte[] withElements(int elements, int... dimensions) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * dimensions.length + elements);
    file.put((byte) 0).put((byte) 0).put((byte) 8).put((byte) dimensions.length);
    for (int dimension : dimensions) {
      file.putInt(dimension);
    }
    for (int i = 0; i < elements; i++) {
      file.put((byte) i);
    }
    return file.array();
  }

  static byte[] gzip(byte[] bytes) {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** Writes images [images, rows, 28] and labels [labels] as a training pair. */
  static void writePair(Path directory, int images, int rows, int labels) throws IOException {
    Files.write(directory.resolve("train-images-idx3-ubyte.gz"), gzip(counting(images, rows, 28)));
    Files.write(directory.resolve("train-labels-idx1-ubyte"), counting(labels));
  }
}
