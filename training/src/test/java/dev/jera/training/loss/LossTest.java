package dev.jera.training.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.datasets.Dataset;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.gradient.Gradients;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

class LossTest {
  private static final float[][] PROBABILITIES = {{0.7f, 0.2f, 0.1f}, {0.1f, 0.3f, 0.6f}};
  private static final float[][] LOGITS = {{2, 1, 0}, {-1, 0.5f, 3}};

  @Test
  void sparseCrossentropyIsMinusTheLogOfTheRightProbability() {
    assertThat(sparse(SparseCategoricalCrossentropy.of(), PROBABILITIES, 0, 1))
        .containsExactly(
            new float[] {(float) -Math.log(0.7), (float) -Math.log(0.3)}, within(1e-6f));
  }

  @Test
  void crossentropyFromLogitsIsThatOfTheirSoftmax() {
    double z0 = Math.exp(2) + Math.exp(1) + 1;
    double z1 = Math.exp(-1) + Math.exp(0.5) + Math.exp(3);
    float[] expected = {(float) -Math.log(Math.exp(2) / z0), (float) -Math.log(Math.exp(0.5) / z1)};
    assertThat(sparse(SparseCategoricalCrossentropy.ofLogits(), LOGITS, 0, 1))
        .containsExactly(expected, within(1e-6f));
    assertThat(
            dense(CategoricalCrossentropy.ofLogits(), LOGITS, new float[][] {{1, 0, 0}, {0, 1, 0}}))
        .containsExactly(expected, within(1e-6f));
  }

  /** Keras clips probabilities to [1e-7, 1 - 1e-7]: -log(1e-7) = 16.118. */
  @Test
  void probabilitiesOfZeroAreClippedAsKerasClipsThem() {
    float[][] sure = {{1, 0, 0}};
    assertThat(dense(CategoricalCrossentropy.of(), sure, new float[][] {{0, 1, 0}}))
        .containsExactly(new float[] {16.118095f}, within(1e-4f));
    assertThat(sparse(SparseCategoricalCrossentropy.of(), sure, 1))
        .containsExactly(new float[] {16.118095f}, within(1e-4f));
  }

  @Test
  void categoricalCrossentropyMakesProbabilitiesAddUpToOne() {
    assertThat(
            dense(
                CategoricalCrossentropy.of(),
                new float[][] {{2, 1, 1}},
                new float[][] {{0.5f, 0.5f, 0}}))
        .containsExactly(
            new float[] {(float) (-0.5 * Math.log(0.5) - 0.5 * Math.log(0.25))}, within(1e-6f));
  }

  @Test
  void afterASoftmaxExtremeLogitsGiveAFiniteLossAndGradient() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> logits = tf.constant(new float[][] {{200, 0, -200}});
      Operand<TFloat32> loss =
          SparseCategoricalCrossentropy.of()
              .build(tf, tf.constant(new int[] {2}), tf.nn.softmax(logits));
      Operand<TFloat32> gradient =
          Gradients.add(tf.reduceSum(loss, tf.constant(0)), List.of(logits)).get(0);
      try (Session session = new Session(graph);
          var result = session.runner().fetch(loss).fetch(gradient).run()) {
        assertThat(Tensors.toFloats(result.get(0))).containsExactly(400);
        assertThat(Tensors.toFloats(result.get(1))).containsExactly(1, 0, -1);
      }
    }
  }

  @Test
  void meanSquaredErrorIsTheMeanOverAnExamplesValues() {
    assertThat(
            dense(
                MeanSquaredError.of(),
                new float[][] {{1, 2}, {0, 0}},
                new float[][] {{3, 2}, {1, 3}}))
        .containsExactly(2, 5);
  }

  @Test
  void labelsThatDoNotFitAreNamed() {
    Shape predictions = Shape.of(-1, 3);
    Dataset numbers =
        Dataset.of(
            StdArrays.ndCopyOf(new float[][] {{0}, {0}}), StdArrays.ndCopyOf(new int[] {0, 3}));
    Dataset oneHot = numbers.oneHot(4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SparseCategoricalCrossentropy.of().checkLabels(numbers, predictions))
        .withMessageContaining("3")
        .withMessageContaining("0..2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SparseCategoricalCrossentropy.of().checkLabels(oneHot, predictions))
        .withMessageContaining("[4] each")
        .withMessageContaining("CategoricalCrossentropy");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CategoricalCrossentropy.of().checkLabels(oneHot, predictions))
        .withMessageContaining("[4] each (expected: [3]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CategoricalCrossentropy.of().checkLabels(numbers, predictions))
        .withMessageContaining("oneHot");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SparseCategoricalCrossentropy.of().labelShape(Shape.of(-1, 4, 3)))
        .withMessage("predictions [?, 4, 3] (expected: [batch, classes])");
  }

  private static float[] sparse(Loss loss, float[][] predictions, int... labels) {
    return run(tf -> loss.build(tf, tf.constant(labels), tf.constant(predictions)));
  }

  private static float[] dense(Loss loss, float[][] predictions, float[][] labels) {
    return run(
        tf ->
            loss.build(
                tf, (Operand<? extends TNumber>) tf.constant(labels), tf.constant(predictions)));
  }

  private static float[] run(java.util.function.Function<Ops, Operand<TFloat32>> build) {
    try (Graph graph = new Graph()) {
      Operand<TFloat32> loss = build.apply(Ops.create(graph));
      try (Session session = new Session(graph);
          var result = session.runner().fetch(loss).run()) {
        return Tensors.toFloats(result.get(0));
      }
    }
  }
}
