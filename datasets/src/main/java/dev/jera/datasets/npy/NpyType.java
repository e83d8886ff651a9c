package dev.jera.datasets.npy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.primitives.UnsignedLong;
import dev.jera.datasets.DatasetException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.ndarray.buffer.layout.DataLayouts;

/**
 * A type of elements in a file.
 *
 * @param code NumPy's letter, and bytes an element: "f4"; of text the letter alone: "U", "S"
 * @param bytes an element
 * @see <a href="https://numpy.org/doc/stable/reference/arrays.interface.html">typestr</a>
 */
record NpyType(String code, int bytes, ByteOrder order) {

  private static final Pattern DESCR = Pattern.compile("([<>=|])([A-Za-z])(\\d{1,9})");
  private static final Pattern NUMBER = Pattern.compile("b1|[ui][1248]|f[248]");
  private static final int CODE_POINT_BYTES = 4;

  /**
   * @param name of the file, for messages
   * @throws DatasetException if Jera has no array for the type
   */
  static NpyType of(String descr, String name) {
    Matcher matcher = DESCR.matcher(descr);
    if (matcher.matches()) {
      String letter = matcher.group(2);
      int size = Integer.parseInt(matcher.group(3));
      ByteOrder order = order(matcher.group(1));
      if (NUMBER.matcher(letter + size).matches()) {
        return new NpyType(letter + size, size, order);
      }
      if (letter.equals("S") && size > 0) {
        return new NpyType(letter, size, order);
      }
      if (letter.equals("U") && size > 0 && size <= Integer.MAX_VALUE / CODE_POINT_BYTES) {
        return new NpyType(letter, CODE_POINT_BYTES * size, order);
      }
    }
    throw new DatasetException(
        "%s has elements of %s (expected: b1, u1, i1, i2, u2, i4, u4, i8, u8, f2, f4, f8, U or S). In Python, save %s instead."
            .formatted(
                name, descr.startsWith("a ") ? descr : "dtype '" + descr + "'", advice(descr)));
  }

  private static ByteOrder order(String sign) {
    return switch (sign) {
      case ">" -> ByteOrder.BIG_ENDIAN;
      case "=" -> ByteOrder.nativeOrder();
      default -> ByteOrder.LITTLE_ENDIAN;
    };
  }

  private static String advice(String descr) {
    if (descr.startsWith("a ")) {
      return "each field by its name, arr['field'],";
    }
    if (descr.contains("O")) {
      return "arr.astype('float32'), or arr.astype(str) for text,";
    }
    if (descr.contains("c")) {
      return "arr.real.astype('float32') and arr.imag.astype('float32')";
    }
    return descr.matches(".[Mm].*") ? "arr.astype('int64')" : "arr.astype('float32')";
  }

  /** Room for so many elements. */
  NpyElements allocate(int count) {
    return switch (code) {
      case "b1" -> booleans(count);
      case "u1" -> bytes(count);
      case "i1" -> shorts(count, in -> (short) in.get());
      case "i2" -> shorts(count, ByteBuffer::getShort);
      case "u2" -> ints(count, in -> Short.toUnsignedInt(in.getShort()));
      case "i4" -> ints(count, ByteBuffer::getInt);
      case "u4" -> longs(count, in -> Integer.toUnsignedLong(in.getInt()));
      case "i8" -> longs(count, ByteBuffer::getLong);
      case "u8" -> bigIntegers(count);
      case "f2" -> halves(count);
      case "f4" -> floats(count);
      case "f8" -> doubles(count);
      case "U" -> strings(count, this::unicode);
      default -> strings(count, this::latin1);
    };
  }

  private static NpyElements booleans(int count) {
    var all = new boolean[count];
    return new NpyElements(
        (i, in) -> all[i] = in.get() != 0,
        shape -> NdArrays.wrap(shape, DataBuffers.of(all, false, false)));
  }

  private static NpyElements bytes(int count) {
    var all = new byte[count];
    return new NpyElements(
        (i, in) -> all[i] = in.get(),
        shape -> NdArrays.wrap(shape, DataBuffers.of(all, false, false)));
  }

  private static NpyElements shorts(int count, Getter<Short> getter) {
    var all = new short[count];
    return new NpyElements(
        (i, in) -> all[i] = getter.get(in),
        shape -> NdArrays.wrap(shape, DataBuffers.of(all, false, false)));
  }

  private static NpyElements ints(int count, Getter<Integer> getter) {
    var all = new int[count];
    return new NpyElements(
        (i, in) -> all[i] = getter.get(in),
        shape -> NdArrays.wrap(shape, DataBuffers.of(all, false, false)));
  }

  private static NpyElements longs(int count, Getter<Long> getter) {
    var all = new long[count];
    return new NpyElements(
        (i, in) -> all[i] = getter.get(in),
        shape -> NdArrays.wrap(shape, DataBuffers.of(all, false, false)));
  }

  private static NpyElements bigIntegers(int count) {
    var all = new BigInteger[count];
    return new NpyElements(
        (i, in) -> all[i] = UnsignedLong.fromLongBits(in.getLong()).bigIntegerValue(),
        shape -> NdArrays.wrap(shape, DataBuffers.of(all, false, false)));
  }

  private static NpyElements halves(int count) {
    var bits = new short[1];
    FloatDataBuffer half = DataLayouts.FLOAT16.applyTo(DataBuffers.of(bits, false, false));
    var all = new float[count];
    return new NpyElements(
        (i, in) -> {
          bits[0] = in.getShort();
          all[i] = half.getFloat(0);
        },
        shape -> NdArrays.wrap(shape, DataBuffers.of(all, false, false)));
  }

  private static NpyElements floats(int count) {
    var all = new float[count];
    return new NpyElements(
        (i, in) -> all[i] = in.getFloat(),
        shape -> NdArrays.wrap(shape, DataBuffers.of(all, false, false)));
  }

  private static NpyElements doubles(int count) {
    var all = new double[count];
    return new NpyElements(
        (i, in) -> all[i] = in.getDouble(),
        shape -> NdArrays.wrap(shape, DataBuffers.of(all, false, false)));
  }

  private static NpyElements strings(int count, Getter<String> getter) {
    var all = new String[count];
    return new NpyElements(
        (i, in) -> all[i] = getter.get(in),
        shape -> NdArrays.wrap(shape, DataBuffers.of(all, false, false)));
  }

  /** Code points of 4 bytes, filled up with zeros at the end. */
  private String unicode(ByteBuffer in) {
    var codePoints = new int[bytes / CODE_POINT_BYTES];
    int length = 0;
    for (int i = 0; i < codePoints.length; i++) {
      codePoints[i] = in.getInt();
      length = codePoints[i] == 0 ? length : i + 1;
    }
    return new String(codePoints, 0, length);
  }

  private String latin1(ByteBuffer in) {
    var characters = new byte[bytes];
    in.get(characters);
    int length = bytes;
    while (length > 0 && characters[length - 1] == 0) {
      length--;
    }
    return new String(characters, 0, length, ISO_8859_1);
  }

  private interface Getter<T> {
    T get(ByteBuffer in);
  }
}
