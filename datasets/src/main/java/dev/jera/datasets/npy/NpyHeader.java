package dev.jera.datasets.npy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableSet;
import com.google.common.math.LongMath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.tensorflow.ndarray.Shape;

/**
 * What stands before the elements of an array.
 *
 * @param descr NumPy's name of the type, as {@code <f4}
 * @param fortranOrder whether the first axis runs fastest
 * @param bytes how long the header is in the file
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">The NPY
 *     format</a>
 */
record NpyHeader(String descr, boolean fortranOrder, Shape shape, int bytes) {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;

  /** Far above NumPy's own limit of 10,000, and small enough to be taken on trust. */
  private static final int LONGEST = 1 << 20;

  /** NumPy's own limit. */
  private static final int MOST_AXES = 64;

  private static final int MOST_ELEMENTS = Integer.MAX_VALUE - 8;

  static NpyHeader read(InputStream in, String name) throws IOException {
    byte[] start = whole(in, MAGIC.length + 2, name);
    int version = start[MAGIC.length];
    if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw NpyParser.broken(
          name, "first bytes " + HexFormat.of().formatHex(start), "934e554d5059, \\x93NUMPY");
    }
    if (version < 1 || version > 3) {
      throw NpyParser.broken(name, "format version " + version, "1, 2 or 3");
    }
    int field = version == 1 ? Short.BYTES : Integer.BYTES;
    ByteBuffer size = ByteBuffer.wrap(whole(in, field, name)).order(ByteOrder.LITTLE_ENDIAN);
    long length =
        version == 1
            ? Short.toUnsignedLong(size.getShort())
            : Integer.toUnsignedLong(size.getInt());
    if (length > LONGEST) {
      throw NpyParser.broken(name, "a header of " + length + " bytes", "at most " + LONGEST);
    }
    byte[] text = whole(in, (int) length, name);
    int bytes = start.length + field + text.length;
    return parse(new String(text, version == 3 ? UTF_8 : ISO_8859_1), bytes, name);
  }

  private static byte[] whole(InputStream in, int length, String name) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw NpyParser.broken(name, "the end of the file within its header", "a whole header");
    }
    return bytes;
  }

  private static NpyHeader parse(String text, int bytes, String name) {
    Object literal;
    try {
      literal = PythonLiteral.parse(text);
    } catch (IllegalArgumentException e) {
      throw NpyParser.broken(name, "a header with " + e.getMessage(), "a Python dict");
    }
    if (literal instanceof Map<?, ?> dict
        && dict.keySet().equals(ImmutableSet.of("descr", "fortran_order", "shape"))
        && dict.get("fortran_order") instanceof Boolean fortranOrder
        && dict.get("shape") instanceof List<?> shape
        && shape.stream().allMatch(Long.class::isInstance)) {
      String descr = dict.get("descr") instanceof String simple ? simple : "a structured dtype";
      long[] dimensions = shape.stream().mapToLong(Long.class::cast).toArray();
      return new NpyHeader(descr, fortranOrder, checked(dimensions, name), bytes);
    }
    throw NpyParser.broken(
        name, "the header " + text.strip(), "a dict of descr, fortran_order and shape alone");
  }

  private static Shape checked(long[] dimensions, String name) {
    if (dimensions.length > MOST_AXES) {
      throw NpyParser.broken(name, dimensions.length + " axes", "at most " + MOST_AXES);
    }
    long elements = 1;
    for (long dimension : dimensions) {
      elements = LongMath.saturatedMultiply(elements, Math.max(1, dimension));
      if (dimension < 0 || elements > MOST_ELEMENTS) {
        throw NpyParser.broken(
            name,
            "shape " + Arrays.toString(dimensions),
            "dimensions >= 0, and at most %d elements in all".formatted(MOST_ELEMENTS));
      }
    }
    return Shape.of(dimensions);
  }

  /** The header of an array in C order, as NumPy writes it: version 1.0, padded to 64 bytes. */
  static byte[] format(String descr, Shape shape) {
    String tuple =
        LongStream.of(shape.asArray()).mapToObj(Long::toString).collect(Collectors.joining(", "))
            + (shape.numDimensions() == 1 ? "," : "");
    String dict =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(descr, tuple);
    int fixed = MAGIC.length + 2 + Short.BYTES;
    int unpadded = fixed + dict.length() + 1;
    int padding = -unpadded & ALIGNMENT - 1;
    String text = dict + " ".repeat(padding) + "\n";
    return ByteBuffer.allocate(fixed + text.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) text.length())
        .put(text.getBytes(ISO_8859_1))
        .array();
  }
}
