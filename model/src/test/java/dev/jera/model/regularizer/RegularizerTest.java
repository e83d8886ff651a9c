package dev.jera.model.regularizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.model.GradientCheck;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.Tensors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.EagerSession;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

class RegularizerTest {

  /** Of the values 1, -2, 3, 0, whose magnitudes sum to 6 and squares to 14. */
  static Stream<Arguments> penalties() {
    return Stream.of(
        Arguments.of(L1.of(0.5), 3f),
        Arguments.of(L2.of(0.5), 7f),
        Arguments.of(L1L2.of(0.5, 0.25), 6.5f),
        Arguments.of(L1L2.of(0, 0), 0f),
        Arguments.of(Regularizer.none(), 0f));
  }

  @ParameterizedTest
  @MethodSource("penalties")
  void thePenaltyIsOneNumber(Regularizer regularizer, float expected) {
    try (EagerSession session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      Operand<TFloat32> x = tf.constant(new float[][] {{1, -2}, {3, 0}});
      TFloat32 penalty = regularizer.build(tf, x).asTensor();
      assertThat(penalty.shape()).isEqualTo(Shape.scalar());
      assertThat(Tensors.toFloats(penalty)).containsExactly(new float[] {expected}, within(1e-6f));
    }
  }

  @ParameterizedTest
  @MethodSource("gradients")
  void gradientsAreRight(Regularizer regularizer) {
    NativeSettings.ensureLoaded();
    Shape shape = Shape.of(2, 3);
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> x = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
      GradientCheck.check(
          regularizer.build(tf, x),
          List.of(x),
          List.of(new float[] {1, -2, 0.5f, 3, -0.25f, -1}),
          List.of(shape));
    }
  }

  static Stream<Regularizer> gradients() {
    return Stream.of(L1.of(0.5), L2.of(0.5), L1L2.of(0.5, 0.25));
  }

  @Test
  void factorsAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> L1.of(-1))
        .withMessage("l1: -1.0 (expected: >= 0, finite)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> L1L2.of(0, Double.NaN))
        .withMessage("l2: NaN (expected: >= 0, finite)");
    assertThatIllegalArgumentException().isThrownBy(() -> L2.of(Double.POSITIVE_INFINITY));
    assertThatIllegalArgumentException()
        .as("infinite in float32")
        .isThrownBy(() -> L1.of(1e300))
        .withMessage("l1: 1.0E300 (expected: >= 0, finite)");
    assertThatIllegalArgumentException()
        .as("which the graph gets doubled")
        .isThrownBy(() -> L2.of(3e38))
        .withMessage("2 * l2: 6.0E38 (expected: finite)");
  }
}
