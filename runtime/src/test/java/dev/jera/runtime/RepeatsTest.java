package dev.jera.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

class RepeatsTest {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Variables variables = new Variables(tf);
  private final Variable<TFloat32> sum = variables.zeros("sum", Shape.scalar());
  private final Operand<TFloat32> x =
      tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));

  /** sum = 2 sum + x, and what is fetched is 10 times the sum before. */
  private final Operand<TFloat32> before = tf.math.mul(sum.value(), tf.constant(10f));

  private final Op update =
      tf.assignVariableOp(sum.handle(), tf.math.add(tf.math.mul(sum.value(), tf.constant(2f)), x));

  @AfterEach
  void close() {
    graph.close();
  }

  private Optional<Repeats> repeats(Op target, int times) {
    return Repeats.add(graph, "again_" + times, target, before, List.of(x), times);
  }

  @Test
  void eachCopySeesWhatTheOneBeforeDid() {
    try (Session session = SessionOptions.defaults().open(graph)) {
      variables.initialize(session);
      Repeats repeats = repeats(update, 5).orElseThrow();
      assertThat(repeats.times()).isEqualTo(5);
      for (int run = 0; run < 20; run++) {
        variables.assign(session, Map.of("sum", NdArrays.scalarOf(1f)));
        assertThat(run(session, repeats)).containsExactly(10, 20, 50, 120, 270);
        assertThat(variables.read(session, List.of(sum)))
            .containsEntry("sum", NdArrays.scalarOf(58f));
      }
    }
  }

  /** Feeds 0, 1, 2, 3, 4. */
  private float[] run(Session session, Repeats repeats) {
    Session.Runner runner = session.runner().addTarget(repeats.last());
    for (int i = 0; i < 5; i++) {
      runner.feed(repeats.of(i, x), TFloat32.scalarOf(i)).fetch(repeats.of(i, before));
    }
    float[] fetched = new float[5];
    try (Result result = runner.run()) {
      for (int i = 0; i < 5; i++) {
        fetched[i] = ((TFloat32) result.get(i)).getFloat();
      }
    }
    return fetched;
  }

  @Test
  void whatKeepsAStateOfItsOwnOrActsOutsideIsNotCopied() {
    Op drawn =
        tf.assignAddVariableOp(
            sum.handle(), tf.random.randomUniform(tf.array(new int[0]), TFloat32.class));
    assertThat(repeats(drawn, 2)).isEmpty();
    Op printed =
        tf.withControlDependencies(List.of(tf.print(tf.constant("here"))))
            .assignVariableOp(sum.handle(), x);
    assertThat(repeats(printed, 3)).isEmpty();
    assertThat(repeats(update, 2)).isPresent();
  }

  @Test
  void refusesWhatItDoesNotRepeat() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> repeats(update, 0))
        .withMessage("times: 0 (expected: >= 1)");
    Repeats repeats = repeats(update, 2).orElseThrow();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> repeats.of(1, tf.withName("other").constant(1f)))
        .withMessage("'other': not in the part that is repeated");
  }
}
