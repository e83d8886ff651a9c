package dev.jera.model.layer.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jera.model.GradientCheck;
import dev.jera.model.Input;
import dev.jera.model.LayerRun;
import dev.jera.model.Sequential;
import dev.jera.model.WeightSpec;
import dev.jera.model.constraint.Constraint;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.activation.Activations;
import dev.jera.model.regularizer.L1;
import dev.jera.model.regularizer.L2;
import dev.jera.runtime.gradient.GradientException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;

class CoreLayersTest {
  private static final Constraint DOUBLED = (tf, weight) -> tf.math.add(weight, weight);

  @Test
  void denseHandsOnItsRegularizersAndConstraints() {
    Dense layer =
        Dense.of(2)
            .withKernelRegularizer(L1.of(0.1))
            .withBiasRegularizer(L2.of(0.2))
            .withKernelConstraint(DOUBLED);
    WeightSpec kernel = WeightSpec.of("kernel", Shape.of(3, 2), Initializer.glorotUniform());
    WeightSpec bias = WeightSpec.of("bias", Shape.of(2), Initializer.zeros());
    assertThat(layer.weights(Shape.of(-1, 3)))
        .containsExactly(
            kernel.withRegularizer(L1.of(0.1)).withConstraint(DOUBLED),
            bias.withRegularizer(L2.of(0.2)));
    assertThat(layer.withBiasConstraint(DOUBLED).weights(Shape.of(-1, 5, 3)).get(1))
        .isEqualTo(bias.withRegularizer(L2.of(0.2)).withConstraint(DOUBLED));
    assertThat(layer.withUseBias(false).weights(Shape.of(-1, 3))).hasSize(1);
  }

  @Test
  void denseGradientsEqualCentralDifferences() {
    GradientCheck.check(Dense.of(3).withActivation(Activations.TANH), Shape.of(4));
    GradientCheck.check(Dense.of(3).withUseBias(false), Shape.of(2, 4));
    GradientCheck.check(Dense.of(3).withActivation(Activations.LOG_SOFTMAX), Shape.of(2, 4));
  }

  @Test
  void denseRefusesShapesAndInitializersThatDoNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Dense.of(0))
        .withMessage("units: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sequential.of(Input.of(), Dense.of(1)))
        .withMessage(
            "Layer 'dense' after the input: input [?] (expected: [batch, ..., features], every size but the batch known)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Sequential.of(
                    Input.of(3), Dense.of(2).withBiasInitializer(Initializer.orthogonal(1))))
        .withMessage(
            "Layer 'dense' after the input: weight 'bias' [2] (expected: for orthogonal, rank >= 2, rows and columns)");
  }

  @Test
  void anEmbeddingLooksUpARowForEachId() {
    LayerRun run =
        LayerRun.of(Embedding.of(3, 2), Shape.of(2, 1))
            .withWeight("embeddings", StdArrays.ndCopyOf(new float[][] {{1, 2}, {3, 4}, {5, 6}}));
    assertThat(run.infer(new float[] {2, 0, 1, 1.9f})).containsExactly(5, 6, 1, 2, 3, 4, 3, 4);
    assertThat(Embedding.of(3, 2).outputShape(Shape.of(-1, 7)).asArray()).containsExactly(-1, 7, 2);
    assertThat(LayerRun.of(Embedding.of(1000, 50), Shape.of(1)).infer(new float[] {999}))
        .hasSize(50)
        .satisfies(row -> assertThat(max(row)).isBetween(0.04f, 0.05f));
  }

  /** TensorFlow would abort the process. */
  @Test
  void anEmbeddingDoesNotGrowBeyondTensorFlowsAxes() {
    long[] sizes = new long[252];
    Arrays.fill(sizes, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sequential.of(Input.of(sizes), Embedding.of(3, 2)))
        .withMessageStartingWith("Layer 'embedding' after the input: output [?, 1, ");
  }

  @ParameterizedTest
  @ValueSource(floats = {3, -1, 1e9f, 3e9f, -3e9f, Float.NaN, Float.POSITIVE_INFINITY})
  void anEmbeddingFailsForAnIdThatItHasNot(float id) {
    LayerRun run = LayerRun.of(Embedding.of(3, 2), Shape.of(2));
    assertThatThrownBy(() -> run.infer(new float[] {0, id}))
        .hasMessageContaining("indices[0,1] = ")
        .hasMessageContaining("is not in [0, 3)")
        .hasMessageContaining("layer/Gather");
    assertThatThrownBy(() -> run.train(1, 0, new float[] {0, id}))
        .hasMessageContaining("is not in [0, 3)");
  }

  @Test
  void anEmbeddingKnowsTheIdsThatFloat32Holds() {
    assertThat(Embedding.of(16_777_216, 1).weights(Shape.of(-1, 1)).get(0).shape())
        .isEqualTo(Shape.of(16_777_216, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Embedding.of(16_777_217, 1))
        .withMessage(
            "inputDim: 16777217 (expected: from 1 to 16777216, the whole numbers of float32)");
    assertThatIllegalArgumentException().isThrownBy(() -> Embedding.of(0, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Embedding.of(1, 0))
        .withMessage("outputDim: 0 (expected: >= 1)");
  }

  @Test
  void anEmbeddingHandsOnItsRegularizerAndConstraint() {
    Embedding layer =
        Embedding.of(3, 2)
            .withEmbeddingsInitializer(Initializer.ones())
            .withEmbeddingsRegularizer(L2.of(0.1))
            .withEmbeddingsConstraint(DOUBLED);
    assertThat(layer.weights(Shape.of(-1, 4)))
        .containsExactly(
            WeightSpec.of("embeddings", Shape.of(3, 2), Initializer.ones())
                .withRegularizer(L2.of(0.1))
                .withConstraint(DOUBLED));
  }

  @Test
  void anEmbeddingsGradientEqualsCentralDifferences() {
    // The check's values are up to 0.165 from 0: of these, the ids 0, 0, 1, 2, 2 and 3.
    Lambda ids = Lambda.of((tf, x) -> tf.math.mul(tf.math.abs(x), tf.constant(20f)));
    GradientCheck.check(Sequential.of(Input.of(2, 3), ids, Embedding.of(4, 3)));
  }

  @Test
  void aLambdaIsAFunctionOfOps() {
    assertThat(
            LayerRun.of(Lambda.of((tf, x) -> tf.math.sin(x)), Shape.of(2))
                .infer(new float[] {0, 2}))
        .containsExactly(new float[] {0, (float) Math.sin(2)}, within(1e-6f));
    Lambda rows = Lambda.of(shape -> shape.append(1), (tf, x) -> tf.expandDims(x, tf.constant(-1)));
    assertThat(LayerRun.of(rows, Shape.of(2)).infer(new float[] {1, 2})).containsExactly(1, 2);
    assertThat(rows.on(Input.of(4).tensor()).shape().asArray()).containsExactly(-1, 4, 1);
    Lambda difference =
        Lambda.ofSeveral(shapes -> shapes.get(0), (tf, xs) -> tf.math.sub(xs.get(0), xs.get(1)));
    assertThat(
            LayerRun.of(difference, Shape.of(2), Shape.of(2))
                .infer(new float[] {5, 6}, new float[] {1, 3}))
        .containsExactly(4, 3);
    GradientCheck.check(difference, Shape.of(2), Shape.of(2));
    GradientCheck.check(Lambda.of((tf, x) -> tf.math.sin(x)), Shape.of(3));
  }

  @Test
  void aLambdaIsRefusedForAnotherShapeWithoutAGradientOrForSeveralInputs() {
    Lambda wrong = Lambda.of((tf, x) -> tf.expandDims(x, tf.constant(-1)));
    assertThatThrownBy(() -> LayerRun.of(wrong, Shape.of(2)).infer(new float[] {1, 2}))
        .hasMessage(
            "Layer 'layer': its build gives [?, 2, 1], its outputShape [?, 2] (expected: the same)");
    Lambda stepped = Lambda.of((tf, x) -> tf.math.cumprod(x, tf.constant(1)));
    assertThatExceptionOfType(GradientException.class)
        .isThrownBy(() -> GradientCheck.check(stepped, Shape.of(2)))
        .withMessageContaining("op 'Cumprod' has no gradient");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> wrong.on(Input.of(1).tensor(), Input.of(1).tensor()))
        .withMessageEndingWith("2 inputs (expected: 1)");
  }

  private static float max(float[] values) {
    float max = 0;
    for (float value : values) {
      max = Math.max(max, Math.abs(value));
    }
    return max;
  }
}
