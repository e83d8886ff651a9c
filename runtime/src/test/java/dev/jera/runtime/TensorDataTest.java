package dev.jera.runtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;

class TensorDataTest {
  private static final TensorData SIGNS =
      TensorData.of(Shape.of(3), (byte) -128, (byte) -1, (byte) 127);

  @Test
  void eachJavaTypeHasItsDtype() {
    Shape one = Shape.of(1);
    assertThat(TensorData.of(one, 1f).dtype()).isEqualTo(Dtype.FLOAT32);
    assertThat(TensorData.of(one, 1d).dtype()).isEqualTo(Dtype.FLOAT64);
    assertThat(TensorData.of(one, 1).dtype()).isEqualTo(Dtype.INT32);
    assertThat(TensorData.of(one, 1L).dtype()).isEqualTo(Dtype.INT64);
    assertThat(TensorData.of(one, (short) 1).dtype()).isEqualTo(Dtype.INT16);
    assertThat(TensorData.of(one, (byte) 1).dtype()).isEqualTo(Dtype.UINT8);
    assertThat(TensorData.of(one, true).dtype()).isEqualTo(Dtype.BOOL);
    assertThat(TensorData.of(one, "1").dtype()).isEqualTo(Dtype.STRING);
    assertThat(TensorData.of(Shape.of(2), new byte[] {1}, new byte[0]).dtype())
        .isEqualTo(Dtype.STRING);
  }

  @Test
  void unsignedIntegersAreReadByValue() {
    assertThat(SIGNS.ints()).containsExactly(128, 255, 127);
    assertThat(SIGNS.longs()).containsExactly(128, 255, 127);
    assertThat(SIGNS.as(Dtype.INT8).ints()).containsExactly(-128, -1, 127);
    TensorData shorts = TensorData.of(Shape.of(2), (short) -1, Short.MIN_VALUE);
    assertThat(shorts.ints()).containsExactly(-1, -32768);
    assertThat(shorts.as(Dtype.UINT16).ints()).containsExactly(65535, 32768);
    TensorData ints = TensorData.of(Shape.of(2), -1, Integer.MIN_VALUE).as(Dtype.UINT32);
    assertThat(ints.longs()).containsExactly(4294967295L, 2147483648L);
    TensorData longs = TensorData.of(Shape.of(1), -1L).as(Dtype.UINT64);
    assertThat(longs.longs()).containsExactly(-1);
    assertThat(longs.as(Dtype.INT64)).isEqualTo(TensorData.of(Shape.of(1), -1L));
  }

  /** Ties go to the even neighbour, and 2^63 + 1025 is beyond one. */
  @ParameterizedTest
  @CsvSource({
    "9223372036854775809, 9223372036854775808",
    "9223372036854776832, 9223372036854775808",
    "9223372036854776833, 9223372036854777856",
    "18446744073709550592, 18446744073709551616",
    "9007199254740993, 9007199254740992"
  })
  void anUnsignedLongBecomesTheNearestDouble(String integer, String nearest) {
    long bits = Long.parseUnsignedLong(integer);
    assertThat(TensorData.of(Shape.scalar(), bits).as(Dtype.UINT64).doubles())
        .containsExactly(Double.parseDouble(nearest));
  }

  /** The bits are those of IEEE 754 binary16, worked out by hand. */
  @ParameterizedTest
  @CsvSource({
    "1, 3c00",
    "-0.0, 8000",
    "2049, 6800",
    "2051, 6802",
    "65504, 7bff",
    "65519.996, 7bff",
    "65520, 7c00",
    "-1e9, fc00",
    "6.1035156E-5, 0400",
    "6.0975552E-5, 03ff",
    "5.9604645E-8, 0001",
    "2.9802322E-8, 0000",
    "2.9802326E-8, 0001",
    "8.940697E-8, 0002",
    "NaN, 7e00",
    "0.1, 2e66"
  })
  void float16IsRoundedToNearestEven(float value, String bits) {
    assertThat(roundedBits(Dtype.FLOAT16, value)).isEqualTo(bits);
  }

  /** The upper half of a float's bits, one more where the lower half is above the tie. */
  @ParameterizedTest
  @CsvSource({
    "3f800000, 3f80", "3f807fff, 3f80", "3f808000, 3f80", "3f808001, 3f81", "3f818000, 3f82",
    "bf818000, bf82", "80000000, 8000", "00008000, 0000", "00008001, 0001", "00018000, 0002",
    "7f7f7fff, 7f7f", "7f7fffff, 7f80", "ff7fffff, ff80", "7f800000, 7f80", "7f800001, 7fc0",
    "ffffffff, 7fc0", "3dcccccd, 3dcd"
  })
  void bfloat16IsRoundedToNearestEven(String given, String bits) {
    float value = Float.intBitsToFloat(Integer.parseUnsignedInt(given, 16));
    assertThat(roundedBits(Dtype.BFLOAT16, value)).isEqualTo(bits);
  }

  /** Each half as its float, and the float half-way to the next, which goes to the even one. */
  @Test
  void everyFiniteHalfIsReadAndRounded() {
    for (int bits = 0; bits < 0x7bff; bits++) {
      int exponent = bits >> 10;
      int fraction = bits & 0x3ff;
      double unit = Math.scalb(1d, Math.max(exponent, 1) - 25);
      float value = (float) ((exponent == 0 ? fraction : fraction + 1024) * unit);
      float tie = (float) (value + unit / 2);
      int even = bits + (bits & 1);
      TensorData halves = TensorData.of(Shape.of(4), value, -value, tie, -tie).as(Dtype.FLOAT16);
      assertThat(halves.shorts())
          .containsExactly(
              (short) bits, (short) (bits | 0x8000), (short) even, (short) (even | 0x8000));
      assertThat(halves.floats()).startsWith(value, -value);
    }
  }

  @Test
  void whatIsNotCopiedIsTheGivenArray() {
    float[] values = {1, 2, 3, 4};
    TensorData data = TensorData.of(Shape.of(4), values);
    assertThat(data.floats()).isSameAs(values);
    assertThat(data.reshape(Shape.of(2, 2)).floats()).isSameAs(values);
    assertThat(data.reshape(Shape.of(2, 2))).hasToString("float32 [2, 2]");
    assertThat(data.as(Dtype.FLOAT32)).isSameAs(data);
    assertThat(SIGNS.as(Dtype.INT8).bytes()).isSameAs(SIGNS.bytes());
  }

  @Test
  void bytesThatAreNotUtf8AreKeptAndShownAsUnknown() {
    byte[] latin = "é".getBytes(ISO_8859_1);
    TensorData data = TensorData.of(Shape.of(1), new byte[][] {latin});
    assertThat(data.byteStrings()[0]).isSameAs(latin);
    assertThat(data.strings()).containsExactly("\uFFFD");
  }

  @Test
  void aBufferIsReadFromItsPositionToItsLimit() {
    ByteBuffer buffer = ByteBuffer.allocate(20).order(ByteOrder.nativeOrder());
    buffer.putInt(4, 11).putInt(8, 12).position(4).limit(12);
    TensorData data =
        TensorData.of(
            Dtype.INT32, Shape.of(2), buffer.asReadOnlyBuffer().order(ByteOrder.nativeOrder()));
    assertThat(data.ints()).containsExactly(11, 12);
    assertThat(buffer.position()).isEqualTo(4);
    ByteBuffer bytes = ByteBuffer.allocateDirect(3).put(new byte[] {7, 8, 9}).position(1);
    assertThat(TensorData.of(Dtype.UINT8, Shape.of(2), bytes).bytes()).containsExactly(8, 9);
    assertThat(bytes.position()).isEqualTo(1);
  }

  @Test
  void equalityIsOfDtypeShapeAndElements() {
    TensorData data = TensorData.of(Shape.of(2), Float.NaN, -0f);
    assertThat(data)
        .isEqualTo(TensorData.of(Shape.of(2), Float.NaN, -0f))
        .hasSameHashCodeAs(TensorData.of(Shape.of(2), Float.NaN, -0f))
        .isNotEqualTo(TensorData.of(Shape.of(2), Float.NaN, 0f))
        .isNotEqualTo(TensorData.of(Shape.of(2, 1), Float.NaN, -0f))
        .isNotEqualTo(TensorData.of(Shape.of(2), Double.NaN, -0d));
    assertThat(TensorData.of(Shape.of(1), -1).as(Dtype.UINT32))
        .isNotEqualTo(TensorData.of(Shape.of(1), -1));
    assertThat(TensorData.of(Shape.of(2), "a", "b"))
        .isEqualTo(TensorData.of(Shape.of(2), new byte[] {'a'}, new byte[] {'b'}))
        .hasSameHashCodeAs(TensorData.of(Shape.of(2), new byte[] {'a'}, new byte[] {'b'}))
        .isNotEqualTo(TensorData.of(Shape.of(2), "a", "c"));
  }

  static Stream<Arguments> unfit() {
    TensorData floats = TensorData.of(Shape.of(1), 1f);
    TensorData longs = TensorData.of(Shape.of(1), 1L);
    TensorData text = TensorData.of(Shape.of(1), "1");
    return Stream.of(
        unfit(longs, TensorData::floats, "dtype: int64 (expected: a floating dtype of at most"),
        unfit(text, TensorData::doubles, "dtype: string (expected: a numeric dtype)"),
        unfit(longs, TensorData::ints, "dtype: int64 (expected: an integer dtype of at most 32"),
        unfit(floats, TensorData::longs, "dtype: float32 (expected: an integer dtype)"),
        unfit(floats, TensorData::shorts, "dtype: float32 (expected: int16, uint16, float16"),
        unfit(floats, TensorData::bytes, "dtype: float32 (expected: int8 or uint8)"),
        unfit(floats, TensorData::booleans, "dtype: float32 (expected: bool)"),
        unfit(floats, TensorData::strings, "dtype: float32 (expected: string)"),
        unfit(text, d -> d.as(Dtype.INT8), "dtype: int8 for string elements (expected: an"),
        unfit(longs, d -> d.as(Dtype.INT32), "dtype: int32 for int64 elements (expected: an"),
        unfit(floats, d -> d.as(Dtype.INT32), "dtype: int32 for float32 elements (expected: an"),
        unfit(floats, d -> d.reshape(Shape.of(2)), "values: 1 of them (expected: 2 for shape"));
  }

  @ParameterizedTest
  @MethodSource("unfit")
  void whatTheDtypeCannotBeIsRefused(TensorData data, Function<TensorData, ?> use, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> use.apply(data))
        .withMessageStartingWith(message);
  }

  static Stream<Arguments> badShapes() {
    return Stream.of(
        Arguments.of(Shape.of(2), "values: 1 of them (expected: 2 for shape [2])"),
        Arguments.of(Shape.of(-1), "values: 1 of them (expected: a known number for shape [?])"),
        Arguments.of(Shape.unknown(), "values: 1 of them (expected: a known number for shape"),
        Arguments.of(
            Shape.of(Collections.nCopies(255, 1L).stream().mapToLong(n -> n).toArray()),
            "shape: 255 dimensions (expected: at most 254)"));
  }

  @ParameterizedTest
  @MethodSource("badShapes")
  void aShapeThatDoesNotFitIsRefused(Shape shape, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorData.of(shape, 1f))
        .withMessageStartingWith(message);
  }

  /** Their product is 0 in 64 bits; TensorFlow would end the process. */
  @Test
  void aShapeThatOverflowsIsRefused() {
    for (Shape shape :
        new Shape[] {Shape.of(1L << 32, 1L << 32), Shape.of(1L << 40, 1L << 40, 0)}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TensorData.of(shape, new float[0]))
          .withMessageStartingWith("values: 0 of them (expected: 9223372036854775807 for shape [");
    }
    assertThat(TensorData.of(Shape.of(0, 1L << 40, 1L << 40), new float[0]).size()).isZero();
  }

  static Stream<Arguments> badBuffers() {
    ByteOrder swapped =
        ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
            ? ByteOrder.LITTLE_ENDIAN
            : ByteOrder.BIG_ENDIAN;
    ByteBuffer eight = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
    return Stream.of(
        Arguments.of(
            Dtype.FLOAT32,
            ByteBuffer.allocateDirect(8).order(swapped),
            "elements: in %s (expected: %s, the machine's order)"
                .formatted(swapped, ByteOrder.nativeOrder())),
        Arguments.of(
            Dtype.FLOAT32,
            ByteBuffer.allocateDirect(9).order(ByteOrder.nativeOrder()),
            "elements: 9 bytes (expected: a multiple of 4, the width of float32)"),
        Arguments.of(Dtype.INT64, eight, "values: 1 of them (expected: 2 for shape [2])"),
        Arguments.of(Dtype.STRING, eight, "dtype: string (expected: a number or bool)"),
        Arguments.of(Dtype.OTHER, eight, "dtype: other (expected: a number or bool)"));
  }

  @ParameterizedTest
  @MethodSource("badBuffers")
  void aBufferThatDoesNotFitIsRefused(Dtype dtype, ByteBuffer buffer, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorData.of(dtype, Shape.of(2), buffer))
        .withMessage(message);
  }

  private static Arguments unfit(TensorData data, Function<TensorData, ?> use, String message) {
    return Arguments.of(data, use, message);
  }

  private static String roundedBits(Dtype dtype, float value) {
    short bits = TensorData.of(Shape.scalar(), value).as(dtype).shorts()[0];
    return String.format("%04x", bits & 0xffff);
  }
}
