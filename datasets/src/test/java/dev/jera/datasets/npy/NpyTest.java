package dev.jera.datasets.npy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.datasets.DatasetException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.index.Indices;

class NpyTest {

  @TempDir private Path directory;

  static Stream<Arguments> types() {
    return Stream.of(
        Arguments.of("|u1", "00ff", NdArrays.vectorOf((byte) 0, (byte) 255)),
        Arguments.of("|i1", "01ff", NdArrays.vectorOf((short) 1, (short) -1)),
        Arguments.of("<i2", "0102feff", NdArrays.vectorOf((short) 0x201, (short) -2)),
        Arguments.of(">i2", "0102fffe", NdArrays.vectorOf((short) 0x102, (short) -2)),
        Arguments.of("<u2", "0102ffff", NdArrays.vectorOf(0x201, 65_535)),
        Arguments.of(">u2", "0102ffff", NdArrays.vectorOf(0x102, 65_535)),
        Arguments.of("<i4", "01020304ffffffff", NdArrays.vectorOf(0x4030201, -1)),
        Arguments.of(">i4", "01020304ffffffff", NdArrays.vectorOf(0x1020304, -1)),
        Arguments.of("<u4", "01000000ffffffff", NdArrays.vectorOf(1L, 4_294_967_295L)),
        Arguments.of("<i8", "0100000000000000feffffffffffffff", NdArrays.vectorOf(1L, -2L)),
        Arguments.of(">i8", "0000000000000001fffffffffffffffe", NdArrays.vectorOf(1L, -2L)),
        Arguments.of(
            "<u8",
            "0100000000000000ffffffffffffffff",
            NdArrays.vectorOfObjects(BigInteger.ONE, new BigInteger("18446744073709551615"))),
        Arguments.of(
            ">u8",
            "00000000000000018000000000000000",
            NdArrays.vectorOfObjects(BigInteger.ONE, new BigInteger("9223372036854775808"))),
        Arguments.of("<f4", "0000803f000020c0", NdArrays.vectorOf(1f, -2.5f)),
        Arguments.of(">f4", "3f800000c0200000", NdArrays.vectorOf(1f, -2.5f)),
        Arguments.of("<f8", "000000000000f03f00000000000004c0", NdArrays.vectorOf(1d, -2.5d)),
        Arguments.of("|b1", "0001", NdArrays.vectorOf(false, true)),
        Arguments.of(
            "<U2",
            "61000000000000000af60100e9000000",
            NdArrays.vectorOfObjects("a", "\ud83d\ude0a\u00e9")),
        Arguments.of(">U1", "00000061000000e9", NdArrays.vectorOfObjects("a", "\u00e9")),
        Arguments.of("|S3", "616200e90000", NdArrays.vectorOfObjects("ab", "\u00e9")));
  }

  @ParameterizedTest
  @MethodSource("types")
  void readsEveryType(String descr, String hex, NdArray<?> expected) throws IOException {
    NdArray<?> array = read(NpyBytes.of(descr, "False", "(2,)", hex));

    assertThat(array).isEqualTo(expected);
  }

  /** Bits and values of Wikipedia's table of half-precision examples. */
  @ParameterizedTest
  @CsvSource({
    "0000, 0", "0080, -0.0", "0100, 5.9604645e-8", "ff03, 6.097555e-5", "0004, 6.1035156e-5",
    "5535, 0.33325195", "ff3b, 0.99951172", "003c, 1", "013c, 1.0009766", "00c0, -2",
    "ff7b, 65504", "007c, Infinity", "00fc, -Infinity", "007e, NaN"
  })
  void readsHalves(String hex, float expected) throws IOException {
    assertThat(read(NpyBytes.of("<f2", "False", "(1,)", hex)))
        .isEqualTo(NdArrays.vectorOf(expected));
  }

  @Test
  void readsFortranOrder() throws IOException {
    NdArray<?> array = read(NpyBytes.of("|u1", "True", "(2, 3, 2)", "000102030405060708090a0b"));

    assertThat(array)
        .isEqualTo(
            NdArrays.vectorOf(bytes(0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11))
                .withShape(Shape.of(2, 3, 2)));
  }

  @Test
  void readsScalarsAndArraysWithoutElements() throws IOException {
    assertThat(read(NpyBytes.of("<i4", "False", "()", "07000000"))).isEqualTo(NdArrays.scalarOf(7));
    assertThat(read(NpyBytes.of("<f4", "False", "(0, 3)", "")).shape()).isEqualTo(Shape.of(0, 3));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void readsEveryVersion(int version) throws IOException {
    String header = "{ \"shape\":(2L,1),'fortran_order':False ,'descr':'|u1'}   \n";

    assertThat(read(NpyBytes.of(version, header, "0708")))
        .isEqualTo(NdArrays.vectorOf(bytes(7, 8)).withShape(Shape.of(2, 1)));
  }

  /** More elements than are read at once. */
  @Test
  void readsWhatItWrote() {
    FloatNdArray floats = NdArrays.ofFloats(Shape.of(200, 500));
    floats.scalars().forEachIndexed((at, value) -> value.setFloat(at[0] * 500f + at[1]));

    assertThat(rewritten(floats)).isEqualTo(floats);
    assertThat(rewritten(floats.slice(Indices.range(3, 9), Indices.at(5))))
        .isEqualTo(NdArrays.vectorOf(1505f, 2005f, 2505f, 3005f, 3505f, 4005f));
  }

  static Stream<NdArray<?>> arrays() {
    return Stream.of(
        NdArrays.vectorOf(bytes(0, 127, 128, 255)),
        NdArrays.vectorOf(Short.MIN_VALUE, Short.MAX_VALUE),
        NdArrays.vectorOf(Integer.MIN_VALUE, Integer.MAX_VALUE),
        NdArrays.vectorOf(Long.MIN_VALUE, Long.MAX_VALUE),
        NdArrays.vectorOf(Float.MIN_VALUE, Float.NaN, Float.NEGATIVE_INFINITY, -0f),
        NdArrays.vectorOf(Double.MIN_VALUE, Double.NaN, -0d).withShape(Shape.of(1, 3)),
        NdArrays.vectorOf(true, false),
        NdArrays.vectorOfObjects("longest of all", "", "\ud83d\ude0a").withShape(Shape.of(3, 1)),
        NdArrays.scalarOf(3),
        NdArrays.ofFloats(Shape.of(0, 2)));
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void readsEveryTypeThatItWrites(NdArray<?> array) {
    assertThat(rewritten(array)).isEqualTo(array);
  }

  @Test
  void writesTheBytesThatNumpyWrites() throws IOException {
    Path file = directory.resolve("array.npy");

    Npy.write(file, NdArrays.vectorOf((short) 1, (short) 2));

    String header = "{'descr': '<i2', 'fortran_order': False, 'shape': (2,), }";
    assertThat(Files.readString(file, ISO_8859_1))
        .isEqualTo(
            "\u0093NUMPY\1\0v\0" + header + " ".repeat(117 - header.length()) + "\n\1\0\2\0");
  }

  @Test
  void writesBigIntegersAsUnsignedNumbers() throws IOException {
    Path file = directory.resolve("array.npy");
    BigInteger largest = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    Npy.write(file, NdArrays.vectorOfObjects(BigInteger.TWO, largest));

    assertThat(Files.readAllBytes(file))
        .contains("'<u8'".getBytes(ISO_8859_1))
        .endsWith(bytes(2, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1));
    for (BigInteger other : List.of(largest.add(BigInteger.ONE), BigInteger.ONE.negate())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Npy.write(file, NdArrays.vectorOfObjects(other)))
          .withMessage(
              "array: %s among BigIntegers (expected: whole numbers from 0 to 18446744073709551615)",
              other);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          |O ; dtype '|O' ; In Python, save arr.astype('float32'), or arr.astype(str) for text, instead.
          <c8  ; dtype '<c8' ; In Python, save arr.real.astype('float32') and arr.imag.astype('float32') instead.
          <M8[ns] ; dtype '<M8[ns]' ; In Python, save arr.astype('int64') instead.
          <f16 ; dtype '<f16' ; In Python, save arr.astype('float32') instead.
          <U0  ; dtype '<U0' ; In Python, save arr.astype('float32') instead.
          """)
  void refusesTypesWithoutAnArray(String descr, String type, String advice) {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> read(NpyBytes.of(descr, "False", "(2,)", "")))
        .withMessageContaining("has elements of " + type + " (expected: b1, u1, i1")
        .withMessageEndingWith(advice);
  }

  @Test
  void refusesStructuredTypes() {
    String header =
        "{'descr': [('x', '<f4'), ('y', '<i4', (2,))], 'fortran_order': False, 'shape': (1,)}";

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> read(NpyBytes.of(1, header, "")))
        .withMessageContaining("has elements of a structured dtype (expected")
        .withMessageEndingWith("save each field by its name, arr['field'], instead.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          {'descr': '|u1', 'fortran_order': False, 'shape': (3,)} ; bytes (expected:
          {'descr': '|u1', 'fortran_order': False, 'shape': (5,)} ; for shape [5] of
          {'descr': '|u1', 'fortran_order': False, 'shape': (-4,)} ; shape [-4] (expected: dimensions >= 0
          {'descr': '|u1', 'fortran_order': False, 'shape': (65536, 65536)} ; shape [65536, 65536] (expected
          {'descr': '|u1', 'fortran_order': False, 'shape': (0, 99999999999)} ; shape [0, 99999999999] (expected
          {'descr': '|u1', 'fortran_order': False, 'shape': (4)} ; the header {'descr'
          {'descr': '|u1', 'fortran_order': 0, 'shape': (4,)} ; the header {'descr'
          {'descr': '|u1', 'shape': (4,)} ; the header {'descr'
          {'descr': '|u1', 'fortran_order': False, 'shape': (4,), 'x': None} ; the header {'descr'
          {'descr': '|u1', 'fortran_order': False, 'shape': (4,) ; a header with '' at character 54 (expected: ',' or '}')
          {'descr': '|u1', 'fortran_order': False, 'shape': __import__('os')} ; a header with '__import__('os')}' at character 50 (expected: a value)
          {'descr': '|u1 ; a header with ''|u1' at character 10 (expected: a string without escapes, and its end)
          {} {} ; a header with '{}' at character 3 (expected: the end)
          """)
  void refusesHeadersThatDoNotFit(String header, String found) {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> read(NpyBytes.of(1, header, "01020304")))
        .withMessageContaining(" is not a whole .npy file: ")
        .withMessageContaining(found)
        .withMessageEndingWith("Get or save it again.");
  }

  @Test
  void refusesBracketsWithoutEnd() {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> read(NpyBytes.of(1, "[".repeat(60_000), "")))
        .withMessageContaining("(expected: at most 32 levels of brackets)");
  }

  @ParameterizedTest
  @CsvSource({
    "0, the end of the file",
    "5, the end of the file",
    "9, the end of the file",
    "40, the end of the file",
    "131, '131 bytes (expected: 132'"
  })
  void refusesATruncatedFile(int length, String found) throws IOException {
    Path file = directory.resolve("whole.npy");
    Npy.write(file, NdArrays.vectorOf(1));
    byte[] whole = Files.readAllBytes(file);

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> read(Arrays.copyOf(whole, length)))
        .withMessageContaining(found);
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> read(Arrays.copyOf(whole, whole.length + 1)))
        .withMessageContaining("133 bytes (expected: 132, for shape [1] of '<i4')");
  }

  @Test
  void refusesOtherFiles() {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> read("\u0089PNG\r\n\u001a\n".getBytes(ISO_8859_1)))
        .withMessageContaining("first bytes 89504e470d0a1a0a (expected: 934e554d5059");
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> read(NpyBytes.of(4, "", "")))
        .withMessageContaining("format version 4 (expected: 1, 2 or 3)");
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Npy.read(directory.resolve("none.npy")))
        .withMessage(
            "No file %s (expected: an .npy file, as numpy.save writes it). Check the path.",
            directory.resolve("none.npy"));
  }

  @Test
  void refusesCodePointsThatAreNone() {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> read(NpyBytes.of("<U1", "False", "(1,)", "00001100")))
        .withMessageContaining("(expected: code points of Unicode)");
  }

  @Test
  void refusesToWriteOtherObjectsAndLeavesTheOldFile() {
    Path file = directory.resolve("array.npy");
    Npy.write(file, NdArrays.scalarOf(7));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Npy.write(file, NdArrays.vectorOfObjects(Path.of("a"))))
        .withMessageEndingWith("(expected: numbers, booleans or strings)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Npy.write(file, NdArrays.vectorOfObjects("a\0")))
        .withMessage("array: text that ends in U+0000 (expected: none does)");

    assertThat(Npy.read(file)).isEqualTo(NdArrays.scalarOf(7));
    assertThat(directory).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void saysWhereItCannotWrite() {
    Path file = directory.resolve("none").resolve("array.npy");

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Npy.write(file, NdArrays.scalarOf(7)))
        .withMessageStartingWith(file + " cannot be written: ");
  }

  private NdArray<?> rewritten(NdArray<?> array) {
    Path file = directory.resolve("rewritten.npy");
    Npy.write(file, array);
    return Npy.read(file);
  }

  private NdArray<?> read(byte[] bytes) throws IOException {
    return Npy.read(Files.write(directory.resolve("array.npy"), bytes));
  }

  private static byte[] bytes(int... values) {
    var bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
