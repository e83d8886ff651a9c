package dev.jera.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint16;
import org.tensorflow.types.family.TType;

class TensorsTest {

  static Stream<NdArray<?>> arrays() {
    return Stream.of(
        StdArrays.ndCopyOf(new float[][] {{1.5f, Float.NaN}, {-0f, Float.MAX_VALUE}}),
        StdArrays.ndCopyOf(new double[] {Math.PI, Double.MIN_VALUE}),
        StdArrays.ndCopyOf(new int[][] {{Integer.MIN_VALUE}, {7}}),
        StdArrays.ndCopyOf(new long[] {Long.MAX_VALUE, -1}),
        StdArrays.ndCopyOf(new byte[] {0, (byte) 200, 127}),
        StdArrays.ndCopyOf(new boolean[] {true, false}),
        StdArrays.ndCopyOf(new String[] {"", "Größe", "\uD83D\uDE00"}),
        NdArrays.scalarOf(3.25f));
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void anArrayComesBackAsItWas(NdArray<?> array) {
    NdArray<?> copy;
    try (TType tensor = Tensors.of(array)) {
      assertThat(Dtype.of(tensor.dataType())).isEqualTo(Tensors.dtypeOf(array));
      copy = Tensors.copyOf(tensor);
    }
    assertThat(copy.shape()).isEqualTo(array.shape());
    assertThat(copy).isEqualTo(array);
  }

  @Test
  void sixteenBitTypesAreReadAsTheirWiderKin() {
    try (TFloat16 half = TFloat16.vectorOf(0.5f, -2f);
        TBfloat16 brain = TBfloat16.vectorOf(1f, 256f);
        TUint16 shorts = TUint16.vectorOf((short) 65535, (short) 3)) {
      assertThat(Tensors.copyOf(half)).isEqualTo(StdArrays.ndCopyOf(new float[] {0.5f, -2f}));
      assertThat(Tensors.copyOf(brain)).isEqualTo(StdArrays.ndCopyOf(new float[] {1f, 256f}));
      assertThat(Tensors.copyOf(shorts)).isEqualTo(StdArrays.ndCopyOf(new int[] {65535, 3}));
    }
  }

  @Test
  void flatValuesFillAShapeRowByRow() {
    try (var tensor = Tensors.of(new float[] {1, 2, 3, 4, 5, 6}, Shape.of(2, 3))) {
      assertThat(tensor.getFloat(1, 0)).isEqualTo(4f);
      assertThat(Tensors.toFloats(tensor)).containsExactly(1, 2, 3, 4, 5, 6);
    }
  }

  @Test
  void aTensorIsCopiedInItsOwnDtypeAndBytesStayBytes() {
    byte[] noText = {(byte) 0xff, 0};
    NdArray<byte[]> bytes = NdArrays.vectorOfObjects(noText, new byte[0]);
    assertThat(Tensors.dtypeOf(bytes)).isEqualTo(Dtype.STRING);
    try (TString first = (TString) Tensors.of(bytes);
        TString copy = (TString) Tensors.of(first);
        TFloat16 half = TFloat16.vectorOf(0.5f);
        TType halfCopy = Tensors.of(half)) {
      assertThat(copy.asBytes().getObject(0)).isEqualTo(noText);
      assertThat(copy.asBytes().getObject(1)).isEmpty();
      assertThat(Dtype.of(halfCopy.dataType())).isEqualTo(Dtype.FLOAT16);
      assertThat(halfCopy).isEqualTo(half);
    }
  }

  @Test
  void aClosedTensorIsNotRead() {
    var tensor = Tensors.of(new float[] {1}, Shape.of(1));
    tensor.close();
    assertThatThrownBy(() -> Tensors.copyOf(tensor)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Tensors.of(tensor)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aNullAmongStringsIsRefused() {
    NdArray<String> array = NdArrays.ofObjects(String.class, Shape.of(2));
    array.setObject("a", 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensors.of(array))
        .withMessage(
            "array: null among its elements (expected: float, double, int, long, short, byte, boolean, BigInteger, String or byte[] alone)");
  }

  @Test
  void aWrongNumberOfValuesIsRefusedWithBothNumbers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensors.of(new float[5], Shape.of(2, 3)))
        .withMessage("values: 5 of them (expected: 6 for shape [2, 3])");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensors.of(new float[5], Shape.of(-1)))
        .withMessageContaining("[?]");
  }

  @Test
  void moreDimensionsThanTensorFlowSurvivesAreRefused() {
    long[] ones = new long[300];
    Arrays.fill(ones, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensors.of(new float[1], Shape.of(ones)))
        .withMessage("shape: 300 dimensions (expected: at most 254)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensors.of(NdArrays.ofFloats(Shape.of(ones))))
        .withMessageContaining("300 dimensions");
  }

  @Test
  void aTensorOfAnotherDtypeIsNotReadAsFloats() {
    try (TType tensor = Tensors.of(NdArrays.vectorOf(1L))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Tensors.toFloats(tensor))
          .withMessage("tensor: dtype int64 (expected: float32)");
    }
  }
}
