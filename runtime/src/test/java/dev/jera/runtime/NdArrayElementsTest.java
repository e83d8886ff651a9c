package dev.jera.runtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint16;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

class NdArrayElementsTest {

  @BeforeAll
  static void load() {
    NativeSettings.ensureLoaded();
  }

  static Stream<Arguments> arrays() {
    return Stream.of(
        Arguments.of(
            StdArrays.ndCopyOf(new float[][] {{1.5f, Float.NaN}, {-0f, 4}}),
            TensorData.of(Shape.of(2, 2), 1.5f, Float.NaN, -0f, 4)),
        Arguments.of(
            StdArrays.ndCopyOf(new double[] {Math.PI}), TensorData.of(Shape.of(1), Math.PI)),
        Arguments.of(
            StdArrays.ndCopyOf(new int[][] {{1}, {7}}), TensorData.of(Shape.of(2, 1), 1, 7)),
        Arguments.of(StdArrays.ndCopyOf(new long[] {-1}), TensorData.of(Shape.of(1), -1L)),
        Arguments.of(StdArrays.ndCopyOf(new short[] {-1}), TensorData.of(Shape.of(1), (short) -1)),
        Arguments.of(
            StdArrays.ndCopyOf(new byte[] {0, (byte) 200}),
            TensorData.of(Shape.of(2), (byte) 0, (byte) 200)),
        Arguments.of(
            StdArrays.ndCopyOf(new boolean[] {true, false}),
            TensorData.of(Shape.of(2), true, false)),
        Arguments.of(
            StdArrays.ndCopyOf(new String[][] {{"", "é"}}), TensorData.of(Shape.of(1, 2), "", "é")),
        Arguments.of(NdArrays.scalarOf(3.25f), TensorData.of(Shape.scalar(), 3.25f)),
        Arguments.of(NdArrays.scalarOfObject("text"), TensorData.of(Shape.scalar(), "text")),
        Arguments.of(
            NdArrays.ofFloats(Shape.of(0, 3)), TensorData.of(Shape.of(0, 3), new float[0])),
        Arguments.of(
            NdArrays.ofObjects(String.class, Shape.of(0)),
            TensorData.of(Shape.of(0), new String[0])));
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void anArrayGoesThereAndBack(NdArray<?> array, TensorData data) {
    assertThat(TensorData.of(array)).isEqualTo(data);
    NdArray<?> back = data.toNdArray();
    assertThat(back.shape()).isEqualTo(array.shape());
    assertThat(TensorData.of(back)).isEqualTo(data);
    assertThat(back).isEqualTo(array);
  }

  @Test
  void aPartOfAnArrayIsCopiedInItsOwnOrder() {
    NdArray<Float> array = StdArrays.ndCopyOf(new float[][] {{1, 2, 3}, {4, 5, 6}});
    assertThat(TensorData.of(array.slice(Indices.all(), Indices.at(1))))
        .isEqualTo(TensorData.of(Shape.of(2), 2f, 5f));
    NdArray<String> texts = StdArrays.ndCopyOf(new String[][] {{"a", "b"}, {"c", "d"}});
    assertThat(TensorData.of(texts.slice(Indices.all(), Indices.at(1))).strings())
        .containsExactly("b", "d");
  }

  @Test
  void whatWasReadIsACopy() {
    var array = NdArrays.vectorOf(1f, 2f);
    TensorData data = TensorData.of(array);
    array.setFloat(9, 0);
    assertThat(data.floats()).containsExactly(1, 2);
  }

  static Stream<Arguments> tensors() {
    NativeSettings.ensureLoaded();
    Shape shape = Shape.of(2);
    return Stream.of(
        Arguments.of(TFloat32.vectorOf(1, -0f), TensorData.of(shape, 1, -0f)),
        Arguments.of(TFloat64.vectorOf(1, Double.NaN), TensorData.of(shape, 1, Double.NaN)),
        Arguments.of(
            TFloat16.vectorOf(0.5f, 65504), TensorData.of(shape, 0.5f, 65504).as(Dtype.FLOAT16)),
        Arguments.of(
            TBfloat16.vectorOf(0.5f, 256), TensorData.of(shape, 0.5f, 256).as(Dtype.BFLOAT16)),
        Arguments.of(TInt32.vectorOf(1, -1), TensorData.of(shape, 1, -1)),
        Arguments.of(TInt64.vectorOf(1, -1), TensorData.of(shape, 1L, -1L)),
        Arguments.of(
            TUint8.vectorOf((byte) 1, (byte) 255), TensorData.of(shape, (byte) 1, (byte) -1)),
        Arguments.of(
            TUint16.vectorOf((short) 1, (short) 65535),
            TensorData.of(shape, (short) 1, (short) -1).as(Dtype.UINT16)),
        Arguments.of(TBool.vectorOf(true, false), TensorData.of(shape, true, false)),
        Arguments.of(TString.vectorOf("é", "b"), TensorData.of(shape, "é", "b")),
        Arguments.of(
            TString.tensorOfBytes(
                NdArrays.vectorOfObjects("é".getBytes(ISO_8859_1), new byte[] {0})),
            TensorData.of(shape, new byte[] {(byte) 0xe9}, new byte[] {0})),
        Arguments.of(
            TFloat32.tensorOf(Shape.of(0, 2)), TensorData.of(Shape.of(0, 2), new float[0])));
  }

  @ParameterizedTest
  @MethodSource("tensors")
  void aTensorKeepsItsDtypeAndIsCopied(TType tensor, TensorData expected) {
    TensorData data;
    try (tensor) {
      data = TensorData.of((NdArray<?>) tensor);
    }
    assertThat(data).isEqualTo(expected);
    assertThatThrownBy(() -> TensorData.of((NdArray<?>) tensor))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void elementsOfOtherTypesAreRefused() {
    String expected =
        " among its elements (expected: float, double, int, long, short, byte, boolean, BigInteger,"
            + " String or byte[] alone)";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorData.of(NdArrays.vectorOfObjects('a', 'b')))
        .withMessage("array: Character" + expected);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorData.of(NdArrays.ofObjects(String.class, Shape.of(1))))
        .withMessage("array: null" + expected);
  }

  @Test
  void bigIntegersBecomeUint64() {
    BigInteger largest = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
    assertThat(TensorData.of(NdArrays.vectorOfObjects(BigInteger.TEN, largest)))
        .isEqualTo(TensorData.of(Shape.of(2), 10L, -1L).as(Dtype.UINT64));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorData.of(NdArrays.vectorOfObjects(largest.add(BigInteger.ONE))))
        .withMessage(
            "array: 18446744073709551616 among its elements (expected: BigIntegers from 0 to 18446744073709551615 alone)");
  }

  @Test
  void nullsAmongStringsAreRefused() {
    String[] texts = List.of("a", "b").toArray(String[]::new);
    texts[1] = null;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorData.of(Shape.of(2), texts))
        .withMessage("values: null at 1 (expected: a value)");
  }
}
