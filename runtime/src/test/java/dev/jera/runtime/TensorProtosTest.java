package dev.jera.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

class TensorProtosTest {

  static Stream<TensorData> tensors() {
    Shape two = Shape.of(1, 2);
    return Stream.of(
        TensorData.of(two, Float.NaN, -0f),
        TensorData.of(two, 1f, -2.5f).as(Dtype.FLOAT16),
        TensorData.of(two, 1f, -2.5f).as(Dtype.BFLOAT16),
        TensorData.of(two, Double.MIN_VALUE, 1e300),
        TensorData.of(two, (byte) -1, (byte) 7),
        TensorData.of(two, (byte) -1, (byte) 7).as(Dtype.INT8),
        TensorData.of(two, (short) -1, (short) 7),
        TensorData.of(two, (short) -1, (short) 7).as(Dtype.UINT16),
        TensorData.of(two, -1, 7),
        TensorData.of(two, -1, 7).as(Dtype.UINT32),
        TensorData.of(two, Long.MIN_VALUE, 7L),
        TensorData.of(two, -1L, 7L).as(Dtype.UINT64),
        TensorData.of(two, true, false),
        TensorData.of(two, "größe", ""),
        TensorData.of(Shape.of(0, 3), new float[0]),
        TensorData.of(Shape.scalar(), 5));
  }

  @ParameterizedTest
  @MethodSource("tensors")
  void whatIsWrittenIsRead(TensorData tensor) {
    assertThat(TensorProtos.read(TensorProtos.write(tensor))).isEqualTo(tensor);
  }

  @Test
  void aListOfItsDtypeIsReadAndItsLastValueFillsUp() {
    TensorProto.Builder floats = proto(DataType.DT_FLOAT, 3);
    assertThat(TensorProtos.read(floats.build()).floats()).containsExactly(0, 0, 0);
    assertThat(TensorProtos.read(floats.addFloatVal(2).build()).floats()).containsExactly(2, 2, 2);
    assertThat(TensorProtos.read(floats.addFloatVal(3).build()).floats()).containsExactly(2, 3, 3);
    assertThat(TensorProtos.read(proto(DataType.DT_UINT8, 1).addIntVal(255).build()).ints())
        .containsExactly(255);
    // The bits of 1.5 in IEEE 754 half precision.
    assertThat(TensorProtos.read(proto(DataType.DT_HALF, 1).addHalfVal(0x3e00).build()).floats())
        .containsExactly(1.5f);
    assertThat(TensorProtos.read(proto(DataType.DT_STRING, 1).build()).strings())
        .containsExactly("");
  }

  @Test
  void elementsThatDoNotFitTheShapeAreRefused() {
    assertRefused(
        proto(DataType.DT_FLOAT, 1).addFloatVal(1).addFloatVal(2),
        "tensor: 2 values (expected: at most 1, for its shape)");
    assertRefused(
        proto(DataType.DT_FLOAT, 2).setTensorContent(ByteString.copyFrom(new byte[7])),
        "tensor: 7 bytes of tensor_content (expected: 8 for float32 [2])");
    assertRefused(
        proto(DataType.DT_STRING, 1).setTensorContent(ByteString.copyFromUtf8("a")),
        "tensor: tensor_content for strings (expected: string_val)");
  }

  @Test
  void shapesThatWouldEndTheProcessAreRefused() {
    String expected =
        "tensor: shape %s (expected: no negative size, and at most 2147483647 elements)";
    assertRefused(proto(DataType.DT_FLOAT, -1), expected.formatted("[-1]"));
    assertRefused(proto(DataType.DT_FLOAT, -2, -3), expected.formatted("[-2, -3]"));
    assertRefused(
        proto(DataType.DT_FLOAT, 1L << 40, 1L << 40, 0),
        expected.formatted("[1099511627776, 1099511627776, 0]"));
    assertRefused(
        proto(DataType.DT_FLOAT, new long[300]), "shape: 300 dimensions (expected: at most 254)");
    assertRefused(
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(TensorShapeProto.newBuilder().setUnknownRank(true)),
        "tensor: of unknown rank (expected: a shape)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorData.of(Shape.of(-2, -3), new float[6]))
        .withMessage("values: 6 of them (expected: a known number for shape [-2, -3])");
  }

  @Test
  void aFewBytesDoNotStandForMoreThanTheReaderAllows() {
    assertRefused(
        proto(DataType.DT_FLOAT, Integer.MAX_VALUE).addFloatVal(1),
        "tensor: 8589934588 bytes for float32 [2147483647] (expected: at most 268435456)");
    TensorProto two = proto(DataType.DT_DOUBLE, 2).build();
    assertThat(TensorProtos.read(two, 16).doubles()).containsExactly(0, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorProtos.read(two, 15))
        .withMessage("tensor: 16 bytes for float64 [2] (expected: at most 15)");
  }

  /** A string's bytes count as often as it stands there. */
  @Test
  void aStringThatIsRepeatedIsCountedEachTime() {
    TensorProto words =
        proto(DataType.DT_STRING, 4)
            .addStringVal(ByteString.copyFromUtf8("a"))
            .addStringVal(ByteString.copyFromUtf8("bcd"))
            .build();
    assertThat(TensorProtos.read(words, 106).strings()).containsExactly("a", "bcd", "bcd", "bcd");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorProtos.read(words, 105))
        .withMessage("tensor: 106 bytes for string [4] (expected: at most 105)");
  }

  @Test
  void complexNumbersAreRefused() {
    assertRefused(
        proto(DataType.DT_COMPLEX64, 1),
        "tensor: dtype DT_COMPLEX64 (expected: a real number, bool or string)");
  }

  private static void assertRefused(TensorProto.Builder proto, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorProtos.read(proto.build()))
        .withMessage(message);
  }

  private static TensorProto.Builder proto(DataType dtype, long... shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    for (long size : shape) {
      dims.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorProto.newBuilder().setDtype(dtype).setTensorShape(dims);
  }
}
