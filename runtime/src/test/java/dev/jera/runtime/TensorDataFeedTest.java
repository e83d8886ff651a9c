package dev.jera.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** What TensorFlow gets of a TensorData, and what it gives back. */
class TensorDataFeedTest {
  private static final float[] FLOATS = {
    0, -0f, Float.MIN_NORMAL, -0x1.1p-126f, Float.MAX_VALUE, Float.NEGATIVE_INFINITY, Float.NaN
  };
  private static final double[] DOUBLES = {
    0, -0d, Double.MIN_VALUE, -Double.MIN_NORMAL, Double.MAX_VALUE, Double.NaN, Math.PI
  };

  /** Elements, and what they are as numbers. */
  static Stream<Arguments> numbers() {
    return Stream.of(
        Arguments.of(TensorData.of(Shape.of(7), FLOATS), doublesOf(FLOATS)),
        Arguments.of(TensorData.of(Shape.of(7), DOUBLES), DOUBLES),
        Arguments.of(
            halves(Dtype.FLOAT16, 0x3c00, 0x8000, 0x0001, 0x7bff, 0xfc00, 0x7e00),
            new double[] {1, -0d, 0x1p-24, 65504, Double.NEGATIVE_INFINITY, Double.NaN}),
        Arguments.of(
            halves(Dtype.BFLOAT16, 0x3f80, 0x8000, 0x0080, 0x7f7f, 0xff80, 0x7fc0),
            new double[] {1, -0d, 0x1p-126, 0x1.fep127, Double.NEGATIVE_INFINITY, Double.NaN}),
        Arguments.of(
            TensorData.of(Shape.of(3), (byte) -128, (byte) -1, (byte) 127).as(Dtype.INT8),
            new double[] {-128, -1, 127}),
        Arguments.of(
            TensorData.of(Shape.of(3), (byte) 0, (byte) 128, (byte) 255),
            new double[] {0, 128, 255}),
        Arguments.of(
            TensorData.of(Shape.of(2), Short.MIN_VALUE, Short.MAX_VALUE),
            new double[] {-32768, 32767}),
        Arguments.of(
            TensorData.of(Shape.of(2), (short) 32768, (short) 65535).as(Dtype.UINT16),
            new double[] {32768, 65535}),
        Arguments.of(
            TensorData.of(Shape.of(2), Integer.MIN_VALUE, Integer.MAX_VALUE),
            new double[] {-2147483648d, 2147483647d}),
        Arguments.of(
            TensorData.of(Shape.of(2), Integer.MIN_VALUE, -1).as(Dtype.UINT32),
            new double[] {2147483648d, 4294967295d}),
        Arguments.of(
            TensorData.of(Shape.of(2), Long.MIN_VALUE, Long.MAX_VALUE),
            new double[] {-0x1p63, 0x1p63}),
        Arguments.of(
            TensorData.of(Shape.of(3), Long.MIN_VALUE, -1L, 5L).as(Dtype.UINT64),
            new double[] {0x1p63, 0x1p64, 5}));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void everyNumberComesBackToTheBit(TensorData given, double[] expected) {
    TensorData got = identity(given);
    assertThat(got).isEqualTo(given);
    assertThat(ElementBytes.of(got)).isEqualTo(ElementBytes.of(given));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void tensorFlowSeesTheNumbersThatJavaSees(TensorData given, double[] expected) {
    assertThat(cast(given, Dtype.FLOAT64).doubles()).isEqualTo(expected);
    assertThat(given.doubles()).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void aDirectBufferIsReadAsTheArrayIs(TensorData given, double[] expected) {
    for (int offset : new int[] {0, given.dtype().byteSize()}) {
      TensorData direct = direct(given, offset);
      assertThat(direct).isEqualTo(given).hasSameHashCodeAs(given);
      assertThat(identity(direct)).isEqualTo(given);
      assertThat(cast(direct, Dtype.FLOAT64).doubles()).isEqualTo(expected);
    }
  }

  /** Its kernels may take them for 0, therefore they are not among the numbers above. */
  @Test
  void subnormalFloatsComeBackToTheBit() {
    TensorData given = TensorData.of(Shape.of(2), Float.MIN_VALUE, -Float.MIN_VALUE);
    assertThat(identity(given).floats()).containsExactly(Float.MIN_VALUE, -Float.MIN_VALUE);
    TensorData brains = halves(Dtype.BFLOAT16, 0x0001, 0x807f);
    assertThat(identity(brains).floats()).containsExactly(0x1p-133f, -0x1.fcp-127f);
  }

  @Test
  void truthValuesComeBackFromArraysAndBuffers() {
    TensorData given = TensorData.of(Shape.of(3), true, false, true);
    ByteBuffer buffer = ByteBuffer.allocateDirect(3).put(new byte[] {1, 0, 1}).flip();
    assertThat(identity(given).booleans()).containsExactly(true, false, true);
    assertThat(identity(TensorData.of(Dtype.BOOL, Shape.of(3), buffer))).isEqualTo(given);
    assertThat(cast(given, Dtype.INT32).ints()).containsExactly(1, 0, 1);
  }

  @Test
  void stringsOfEveryLengthComeBack() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    byte[] megabyte = new byte[1 << 20];
    Arrays.fill(megabyte, (byte) 0xfe);
    TensorData given =
        TensorData.of(Shape.of(2, 3), new byte[0], new byte[22], new byte[23], all, megabyte, all);
    assertThat(identity(given)).isEqualTo(given);
    assertThat(run("StringLength", "", given, Dtype.INT32).ints())
        .containsExactly(0, 22, 23, 256, 1 << 20, 256);
  }

  @Test
  void textIsUtf8() {
    TensorData given = TensorData.of(Shape.of(4), "", "Größe", "\uD83D\uDE00", "a\u0000b");
    assertThat(identity(given).strings()).containsExactly("", "Größe", "\uD83D\uDE00", "a\u0000b");
    assertThat(run("StringLength", "", given, Dtype.INT32).ints()).containsExactly(0, 7, 4, 3);
  }

  @Test
  void everyShapeComesBack() {
    for (Shape shape :
        List.of(
            Shape.scalar(),
            Shape.of(1),
            Shape.of(1, 2, 1, 3, 1, 2, 1, 2),
            Shape.of(0),
            Shape.of(3, 0, 2))) {
      int size = (int) shape.size();
      float[] values = new float[size];
      String[] texts = new String[size];
      for (int i = 0; i < size; i++) {
        values[i] = i;
        texts[i] = "the string with the number " + i;
      }
      assertThat(identity(TensorData.of(shape, values))).isEqualTo(TensorData.of(shape, values));
      assertThat(identity(TensorData.of(shape, texts))).isEqualTo(TensorData.of(shape, texts));
      TensorData direct = direct(TensorData.of(shape, values), 0);
      assertThat(identity(direct)).isEqualTo(TensorData.of(shape, values));
    }
    assertThat(SharedBuffers.count()).isZero();
  }

  @Test
  void noTensorIsLeftBehind() {
    long before = NativeTensors.count();
    identity(TensorData.of(Shape.of(2), "a", "a string that is longer than 22 bytes"));
    identity(TensorData.of(Shape.of(2), 1f, 2f));
    assertThat(NativeTensors.count()).isEqualTo(before);
  }

  private static double[] doublesOf(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }

  private static TensorData halves(Dtype dtype, int... bits) {
    ByteBuffer buffer = ByteBuffer.allocate(2 * bits.length).order(ByteOrder.nativeOrder());
    for (int element : bits) {
      buffer.putShort((short) element);
    }
    return TensorData.of(dtype, Shape.of(bits.length), buffer.flip());
  }

  /** The same in a direct buffer that begins so many bytes past a multiple of 64. */
  private static TensorData direct(TensorData data, int offset) {
    byte[] bytes = ElementBytes.of(data);
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(bytes.length + 192)
            .alignedSlice(64)
            .position(offset)
            .limit(offset + bytes.length)
            .slice()
            .put(bytes)
            .flip();
    return TensorData.of(data.dtype(), data.shape(), buffer.order(ByteOrder.nativeOrder()));
  }

  private static TensorData identity(TensorData data) {
    return run("Identity", "T", data, data.dtype());
  }

  private static TensorData cast(TensorData data, Dtype to) {
    return run("Cast", "SrcT", data, to);
  }

  private static TensorData run(String op, String inputType, TensorData data, Dtype outputType) {
    NodeDef.Builder node = NodeDef.newBuilder().setName("y").setOp(op).addInput("x");
    if (!inputType.isEmpty()) {
      node.putAttr(inputType, typeOf(data.dtype()));
    }
    if (op.equals("Cast")) {
      node.putAttr("DstT", typeOf(outputType));
    }
    GraphDef graph =
        GraphDef.newBuilder()
            .addNode(
                NodeDef.newBuilder()
                    .setName("x")
                    .setOp("Placeholder")
                    .putAttr("dtype", typeOf(data.dtype())))
            .addNode(node)
            .build();
    try (GraphSession session = GraphSession.open(graph, SessionOptions.defaults())) {
      TensorData got =
          session.prepare(List.of("x"), List.of("y"), List.of()).run(List.of(data)).get(0);
      assertThat(got.dtype()).isEqualTo(outputType);
      assertThat(got.shape()).isEqualTo(data.shape());
      return got;
    }
  }

  private static AttrValue typeOf(Dtype dtype) {
    return AttrValue.newBuilder().setType(dtype.toProto()).build();
  }
}
