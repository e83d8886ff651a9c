package dev.jera.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Array;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;

class NestedArraysTest {

  static Stream<Arguments> arrays() {
    return Stream.of(
        Arguments.of(
            new float[][] {{1, 2, 3}, {4, 5, 6}}, TensorData.of(Shape.of(2, 3), 1f, 2, 3, 4, 5, 6)),
        Arguments.of(new double[][][] {{{1}, {2}}}, TensorData.of(Shape.of(1, 2, 1), 1d, 2)),
        Arguments.of(new int[] {1, 2}, TensorData.of(Shape.of(2), 1, 2)),
        Arguments.of(new long[][] {{1}, {2}}, TensorData.of(Shape.of(2, 1), 1L, 2)),
        Arguments.of(new short[] {-1}, TensorData.of(Shape.of(1), (short) -1)),
        Arguments.of(new byte[][] {{1, 2}}, TensorData.of(Shape.of(1, 2), (byte) 1, (byte) 2)),
        Arguments.of(new boolean[] {true, false}, TensorData.of(Shape.of(2), true, false)),
        Arguments.of(
            new String[][] {{"a", ""}, {"é", "d"}},
            TensorData.of(Shape.of(2, 2), "a", "", "é", "d")),
        Arguments.of(new float[2][0], TensorData.of(Shape.of(2, 0), new float[0])),
        Arguments.of(new String[0], TensorData.of(Shape.of(0), new String[0])),
        Arguments.of(2.5f, TensorData.of(Shape.scalar(), 2.5f)),
        Arguments.of(7, TensorData.of(Shape.scalar(), 7)),
        Arguments.of(true, TensorData.of(Shape.scalar(), true)),
        Arguments.of("text", TensorData.of(Shape.scalar(), "text")));
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void anArrayGoesThereAndBack(Object array, TensorData data) {
    assertThat(TensorData.ofNested(array)).isEqualTo(data);
    assertThat(data.toNested()).isEqualTo(array);
  }

  @Test
  void boxedValuesAreTakenToo() {
    assertThat(TensorData.ofNested(new Float[][] {{1f}, {2f}}))
        .isEqualTo(TensorData.of(Shape.of(2, 1), 1f, 2f));
    assertThat(TensorData.ofNested(new Long[] {3L})).isEqualTo(TensorData.of(Shape.of(1), 3L));
    assertThat(TensorData.ofNested(new Integer[0][]))
        .isEqualTo(TensorData.of(Shape.of(0, 0), new int[0]));
    assertThat(TensorData.ofNested(List.of("a", "b").toArray(String[]::new)).strings())
        .containsExactly("a", "b");
  }

  @Test
  void whatHasNoJavaTypeComesBackByValueWhereItFits() {
    Shape shape = Shape.of(1, 2);
    TensorData shorts = TensorData.of(shape, (short) -1, (short) 3);
    assertThat(shorts.as(Dtype.UINT16).toNested()).isEqualTo(new int[][] {{65535, 3}});
    assertThat(TensorData.of(shape, -1, 3).as(Dtype.UINT32).toNested())
        .isEqualTo(new long[][] {{4294967295L, 3}});
    assertThat(TensorData.of(shape, -1L, 3).as(Dtype.UINT64).toNested())
        .isEqualTo(new long[][] {{-1, 3}});
    assertThat(TensorData.of(shape, 0.5f, -2).as(Dtype.FLOAT16).toNested())
        .isEqualTo(new float[][] {{0.5f, -2}});
    assertThat(TensorData.of(shape, 0.5f, -2).as(Dtype.BFLOAT16).toNested())
        .isEqualTo(new float[][] {{0.5f, -2}});
  }

  @Test
  void asManyDimensionsAsTensorFlowHasAreTaken() {
    int[] ones = Collections.nCopies(254, 1).stream().mapToInt(n -> n).toArray();
    Object array = Array.newInstance(byte.class, ones);
    TensorData data = TensorData.ofNested(array);
    assertThat(data.shape().numDimensions()).isEqualTo(254);
    assertThat(TensorData.ofNested(data.toNested())).isEqualTo(data);
  }

  static Stream<Arguments> bad() {
    return Stream.of(
        Arguments.of(
            new float[][] {{1, 2}, {3}},
            "array: ragged, 1 elements at [1] (expected: 2, as at the first)"),
        Arguments.of(
            new int[][][] {{{1}}, {{1}, {2}}},
            "array: ragged, 2 elements at [1] (expected: 1, as at the first)"),
        Arguments.of(
            new int[][] {{}, {1}},
            "array: ragged, 1 elements at [1] (expected: 0, as at the first)"),
        Arguments.of(new float[][] {{1}, null}, "array: null at [1] (expected: a value)"),
        Arguments.of(new float[][] {null, {1}}, "array: null at [0] (expected: a value)"),
        Arguments.of(new Float[][] {{1f, null}}, "array: null at [0][1] (expected: a value)"),
        Arguments.of(new String[] {null, "a"}, "array: null at [0] (expected: a value)"),
        Arguments.of(
            new Object[] {1f},
            "array: java.lang.Object[] (expected: float, double, int, long, short, byte, boolean or"
                + " String, or arrays of them, nested or not)"),
        Arguments.of(
            new char[][] {{'a'}},
            "array: char[][] (expected: float, double, int, long, short, byte, boolean or String,"
                + " or arrays of them, nested or not)"),
        Arguments.of(
            Array.newInstance(
                byte.class, Collections.nCopies(255, 1).stream().mapToInt(n -> n).toArray()),
            "shape: 255 dimensions (expected: at most 254)"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void anArrayThatIsNoTensorIsRefused(Object array, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorData.ofNested(array))
        .withMessage(message);
  }
}
