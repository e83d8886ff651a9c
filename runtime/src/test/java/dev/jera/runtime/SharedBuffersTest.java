package dev.jera.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** Memory that a graph goes on using after the run that was fed it. */
class SharedBuffersTest {
  private static final int SIZE = 1 << 16;
  private static final Shape SHAPE = Shape.of(SIZE);

  private GraphSession session;

  @BeforeEach
  void openAVariable() {
    session = GraphSession.open(variable(TFloat32.class), SessionOptions.defaults());
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void anAlignedBufferIsNotCopiedAndIsKeptWhileAVariableUsesIt() {
    ByteBuffer buffer = filled(0, 1);
    assign(buffer);
    assertThat(SharedBuffers.count()).isEqualTo(1);
    buffer.putFloat(0, 7);
    assertThat(read()[0]).isEqualTo(7);

    assign(filled(0, 2));
    assertThat(SharedBuffers.count()).isEqualTo(1);
    assertThat(read()).containsOnly(2);

    session.close();
    assertThat(SharedBuffers.count()).isZero();
  }

  @Test
  void anUnalignedBufferIsCopiedAndLetGoAtOnce() {
    ByteBuffer buffer = filled(4, 1);
    assign(buffer);
    assertThat(SharedBuffers.count()).isZero();
    buffer.putFloat(0, 7);
    assertThat(read()).containsOnly(1);
  }

  @Test
  void aBufferThatNothingHoldsIsLetGoWhenTheRunIsDone() {
    ByteBuffer buffer = filled(0, 3);
    List<TensorData> answer =
        session.prepare(List.of("x"), List.of("same"), List.of()).run(List.of(tensor(buffer)));
    assertThat(SharedBuffers.count()).isZero();
    buffer.putFloat(0, 7);
    assertThat(answer.get(0).floats()).containsOnly(3);
  }

  @Test
  void aReadOnlyBufferIsSharedToo() {
    assign(filled(0, 4).asReadOnlyBuffer().order(ByteOrder.nativeOrder()));
    assertThat(SharedBuffers.count()).isEqualTo(1);
    assertThat(read()).containsOnly(4);
  }

  @Test
  void tensorFlowNeverWritesToABuffer() {
    ByteBuffer buffer = filled(0, 1);
    assign(buffer);
    session.prepare(List.of(), List.of(), List.of("addOne")).run(List.of());
    assertThat(read()).containsOnly(2);
    assertThat(buffer.getFloat(0)).isEqualTo(1);
    assertThat(SharedBuffers.count()).isZero();
  }

  @Test
  @Timeout(30)
  void theGarbageCollectorGetsABufferOnlyWhenTensorFlowIsDone() throws InterruptedException {
    WeakReference<ByteBuffer> buffer = assignForgotten();
    for (int i = 0; i < 5; i++) {
      System.gc();
      filled(0, -1);
    }
    assertThat(buffer.get()).isNotNull();
    assertThat(read()).containsOnly(5);

    session.close();
    while (buffer.get() != null) {
      System.gc();
      Thread.onSpinWait();
    }
    assertThat(SharedBuffers.count()).isZero();
  }

  @Test
  void stringsThatAVariableHoldsOutliveTheirRun() {
    String[] texts = {"short", "a string that does not fit into 22 bytes", ""};
    try (GraphSession strings =
        GraphSession.open(variable(TString.class), SessionOptions.defaults())) {
      PreparedRun assign = strings.prepare(List.of("x"), List.of(), List.of("assign"));
      PreparedRun read = strings.prepare(List.of(), List.of("read"), List.of());
      for (int i = 0; i < 100; i++) {
        texts[2] = "again ".repeat(i);
        assign.run(List.of(TensorData.of(Shape.of(3), texts)));
        assertThat(read.run(List.of()).get(0).strings()).containsExactly(texts);
      }
    }
  }

  /** TF_DeleteTensor alone would leave 400 MB behind: a variable holds each tensor at that time. */
  @Test
  void stringsThatAVariableHeldAreFreed() {
    TensorData data = TensorData.of(Shape.scalar(), "x".repeat(2 << 20));
    try (GraphSession strings =
        GraphSession.open(variable(TString.class), SessionOptions.defaults())) {
      PreparedRun assign = strings.prepare(List.of("x"), List.of(), List.of("assign"));
      assign.run(List.of(data));
      long before = Pointer.physicalBytes();
      for (int i = 0; i < 200; i++) {
        assign.run(List.of(data));
      }
      assertThat(Pointer.physicalBytes() - before).isLessThan(200L << 20);
    }
  }

  /** Leaves nothing on the stack that holds the buffer. */
  private WeakReference<ByteBuffer> assignForgotten() {
    ByteBuffer buffer = filled(0, 5);
    TensorData data = tensor(buffer);
    session.prepare(List.of("x"), List.of(), List.of("assign")).run(List.of(data));
    return new WeakReference<>((ByteBuffer) data.elements());
  }

  private void assign(ByteBuffer buffer) {
    session.prepare(List.of("x"), List.of(), List.of("assign")).run(List.of(tensor(buffer)));
  }

  private float[] read() {
    return session.prepare(List.of(), List.of("read"), List.of()).run(List.of()).get(0).floats();
  }

  private static TensorData tensor(ByteBuffer buffer) {
    return TensorData.of(Dtype.FLOAT32, SHAPE, buffer);
  }

  /** A direct buffer that begins so many bytes past a multiple of 64. */
  private static ByteBuffer filled(int offset, float value) {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(4 * SIZE + 192)
            .alignedSlice(64)
            .slice(offset, 4 * SIZE)
            .order(ByteOrder.nativeOrder());
    for (int i = 0; i < SIZE; i++) {
      buffer.putFloat(4 * i, value);
    }
    return buffer;
  }

  private static <T extends TType> GraphDef variable(Class<T> type) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<T> x = tf.withName("x").placeholder(type);
      tf.withName("same").identity(x);
      var variable = tf.withName("variable").varHandleOp(type, Shape.unknown());
      tf.withName("assign").assignVariableOp(variable, x);
      tf.withName("read").readVariableOp(variable, type);
      if (type == TFloat32.class) {
        Operand<TFloat32> ones = tf.fill(tf.constant(new int[] {SIZE}), tf.constant(1f));
        tf.withName("addOne").assignAddVariableOp(variable, ones);
      }
      return graph.toGraphDef();
    }
  }
}
