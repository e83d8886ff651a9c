package dev.jera.model.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.model.Input;
import dev.jera.model.Sequential;
import dev.jera.model.layer.core.Dense;
import dev.jera.runtime.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.EagerSession;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;

class ConstraintTest {
  private static final Shape TWO_BY_TWO = Shape.of(2, 2);

  /** Columns of length 5 and 1, rows of length 3 and sqrt(17). */
  private static final float[] MATRIX = {3, 0, 4, 1};

  @Test
  void maxNormShortensWhatIsTooLong() {
    assertThat(apply(MaxNorm.of(2), MATRIX, TWO_BY_TWO))
        .containsExactly(new float[] {1.2f, 0, 1.6f, 1}, within(1e-5f));
    float row = (float) (3.5 / Math.sqrt(17));
    assertThat(apply(MaxNorm.of(3.5).withAxis(List.of(1)), MATRIX, TWO_BY_TWO))
        .containsExactly(new float[] {3, 0, 4 * row, row}, within(1e-5f));
    assertThat(apply(MaxNorm.of(2).withAxis(List.of(0, -1)), MATRIX, TWO_BY_TWO))
        .as("one vector of length sqrt(26)")
        .containsExactly(scaled(2 / Math.sqrt(26)), within(1e-5f));
  }

  @Test
  void unitNormBringsEveryVectorToLengthOne() {
    assertThat(apply(UnitNorm.of(), MATRIX, TWO_BY_TWO))
        .containsExactly(new float[] {0.6f, 0, 0.8f, 1}, within(1e-5f));
    assertThat(apply(UnitNorm.of().withAxis(List.of(0, 1)), MATRIX, TWO_BY_TWO))
        .containsExactly(scaled(1 / Math.sqrt(26)), within(1e-5f));
    assertThat(
            apply(
                UnitNorm.of().withAxis(List.of(0, 1, 2)),
                new float[] {3, 5, 4, 12},
                Shape.of(1, 2, 1, 2)))
        .as("a vector for each filter of a convolution")
        .containsExactly(new float[] {0.6f, 5 / 13f, 0.8f, 12 / 13f}, within(1e-5f));
  }

  @Test
  void aVectorOfZerosStaysOne() {
    float[] zeros = new float[4];
    assertThat(apply(MaxNorm.of(2), zeros, TWO_BY_TWO)).isEqualTo(zeros);
    assertThat(apply(UnitNorm.of(), zeros, TWO_BY_TWO)).isEqualTo(zeros);
  }

  @Test
  void nonNegMakesWhatIsBelowZeroZero() {
    assertThat(apply(NonNeg.of(), new float[] {-2, 0, 0.5f, 3}, Shape.of(4)))
        .containsExactly(0, 0, 0.5f, 3);
  }

  @Test
  void noneChangesNothing() {
    assertThat(apply(Constraint.none(), MATRIX, TWO_BY_TWO)).isEqualTo(MATRIX);
  }

  @Test
  void argumentsAndAxesAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MaxNorm.of(0))
        .withMessage("maxValue: 0.0 (expected: > 0, finite)");
    assertThatIllegalArgumentException().isThrownBy(() -> MaxNorm.of(Double.NaN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UnitNorm.of().withAxis(List.of()))
        .withMessage("axis: [] (expected: at least 1 axis, each once)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> apply(UnitNorm.of().withAxis(List.of(2)), MATRIX, TWO_BY_TWO))
        .withMessage("[2, 2] (expected: the constraint's axes [2], each once)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> apply(MaxNorm.of(1).withAxis(List.of(1, -1)), MATRIX, TWO_BY_TWO));
    assertThatIllegalArgumentException()
        .as("0 in float32")
        .isThrownBy(() -> MaxNorm.of(1e-300))
        .withMessage("maxValue: 1.0E-300 (expected: > 0, finite)");
  }

  @Test
  void axesAreCheckedWhenAModelIsDescribed() {
    for (Constraint constraint :
        List.of(MaxNorm.of(1).withAxis(List.of(2)), UnitNorm.of().withAxis(List.of(2)))) {
      Dense layer = Dense.of(4).withKernelConstraint(constraint);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Sequential.of(Input.of(3), layer))
          .withMessage(
              "Layer 'dense' after the input: weight 'kernel' [3, 4] (expected: the constraint's axes [2], each once)");
    }
  }

  private static float[] scaled(double factor) {
    return new float[] {3 * (float) factor, 0, 4 * (float) factor, (float) factor};
  }

  private static float[] apply(Constraint constraint, float[] weight, Shape shape) {
    try (EagerSession session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      return Tensors.toFloats(
          constraint
              .build(tf, tf.reshape(tf.constant(weight), tf.constant(shape.asArray())))
              .asTensor());
    }
  }
}
