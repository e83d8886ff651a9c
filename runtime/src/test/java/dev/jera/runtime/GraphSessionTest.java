package dev.jera.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

class GraphSessionTest {
  private GraphSession session;

  @BeforeEach
  void open() {
    session = GraphSession.open(graph(), SessionOptions.defaults());
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void stringsOfAnyLengthComeBackAndAreFreed() {
    PreparedRun run = session.prepare(List.of("text"), List.of("copy"), List.of());
    TensorData texts = TensorData.of(Shape.of(3), "", "x".repeat(22), "y".repeat(100_000));
    long tensors = NativeTensors.count();
    int buffers = SharedBuffers.count();
    for (int i = 0; i < 100; i++) {
      assertThat(run.run(List.of(texts)).get(0)).isEqualTo(texts);
    }
    assertThat(NativeTensors.count()).isEqualTo(tensors);
    assertThat(SharedBuffers.count()).isEqualTo(buffers);
  }

  @Test
  void aScalarStringIsTaken() {
    TensorData text = TensorData.of(Shape.scalar(), "a word");
    assertThat(session.prepare(List.of("text"), List.of("copy:0"), List.of()).run(List.of(text)))
        .containsExactly(text);
  }

  @Test
  void afterAnErrorTheNextRunIsRight() {
    PreparedRun run = session.prepare(List.of("x"), List.of("square"), List.of());
    long tensors = NativeTensors.count();
    assertThatThrownBy(() -> run.run(List.of(TensorData.of(Shape.of(1), 2))))
        .hasMessageContaining("to be float but int32 is provided");
    assertThat(run.run(List.of(TensorData.of(Shape.of(1), 3f))).get(0).floats()).containsExactly(9);
    assertThat(NativeTensors.count()).isEqualTo(tensors);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run.run(List.of()))
        .withMessage("inputs: 0 (expected: 1)");
  }

  @Test
  void aTensorThatTheGraphLacksIsNamed() {
    assertThat(session.dtypeOf("square:1")).isEmpty();
    assertThat(session.dtypeOf("nowhere")).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session.prepare(List.of(), List.of("square:1"), List.of()))
        .withMessage("No tensor 'square:1': its op gives 1 of them");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session.prepare(List.of(), List.of(), List.of("nowhere")))
        .withMessage("No op 'nowhere' in the graph");
  }

  private static GraphDef graph() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var x = tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
      tf.withName("square").math.square(x);
      tf.withName("copy").identity(tf.withName("text").placeholder(TString.class));
      return graph.toGraphDef();
    }
  }
}
