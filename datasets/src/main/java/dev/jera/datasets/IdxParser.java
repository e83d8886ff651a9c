package dev.jera.datasets;

import com.google.common.primitives.Ints;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Parses one unpacked IDX stream. */
final class IdxParser {

  private static final int UINT8 = 0x08;

  /** Largest array that every JVM gives. */
  private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

  private static final int FIRST_ROOM = 1 << 20;

  private final InputStream in;
  private final String name;

  IdxParser(InputStream in, String name) {
    this.in = in;
    this.name = name;
  }

  ByteNdArray parse() throws IOException {
    Shape shape = readShape(readRank());
    byte[] elements = readElements(shape);
    if (in.read() >= 0) {
      throw broken("more bytes after the last element", elements.length + " bytes of elements");
    }
    return NdArrays.wrap(shape, DataBuffers.of(elements, false, false));
  }

  private int readRank() throws IOException {
    byte[] magic = readHeader();
    int rank = Byte.toUnsignedInt(magic[3]);
    if (magic[0] != 0 || magic[1] != 0 || rank == 0) {
      throw broken(
          "first bytes " + HexFormat.of().formatHex(magic), "0000, the type 08, a rank >= 01");
    }
    if (magic[2] != UINT8) {
      throw broken("element type 0x%02x".formatted(magic[2]), "0x08, uint8, all that Jera reads");
    }
    return rank;
  }

  private Shape readShape(int rank) throws IOException {
    var dimensions = new long[rank];
    long size = 1;
    for (int i = 0; i < rank; i++) {
      int dimension = Ints.fromByteArray(readHeader());
      if (dimension <= 0 || dimension > MAX_BYTES / size) {
        throw broken(
            "dimension %d is %d".formatted(i, dimension),
            ">= 1, and at most %d elements in all".formatted(MAX_BYTES));
      }
      dimensions[i] = dimension;
      size *= dimension;
    }
    return Shape.of(dimensions);
  }

  private byte[] readHeader() throws IOException {
    byte[] field = in.readNBytes(Integer.BYTES);
    if (field.length < Integer.BYTES) {
      throw broken("the end of the file within its header", "a whole header");
    }
    return field;
  }

  /** Grows fourfold while bytes arrive: a header that lies cannot take the memory it names. */
  private byte[] readElements(Shape shape) throws IOException {
    int length = Ints.checkedCast(shape.size());
    var elements = new byte[Math.min(length, FIRST_ROOM)];
    int read = in.readNBytes(elements, 0, elements.length);
    while (read == elements.length && read < length) {
      elements = Arrays.copyOf(elements, (int) Math.min(length, 4L * elements.length));
      read += in.readNBytes(elements, read, elements.length - read);
    }
    if (read < length) {
      throw broken(
          "the end of the file after %d bytes of elements".formatted(read),
          "%d, for shape %s".formatted(length, shape));
    }
    return elements;
  }

  private DatasetException broken(String found, String expected) {
    return new DatasetException(
        "%s is not a whole IDX file: %s (expected: %s). Get the file again."
            .formatted(name, found, expected));
  }
}
