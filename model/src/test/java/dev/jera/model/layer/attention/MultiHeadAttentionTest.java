package dev.jera.model.layer.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jera.model.BuiltModel;
import dev.jera.model.GradientCheck;
import dev.jera.model.Input;
import dev.jera.model.LayerRun;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.SymbolicTensor;
import dev.jera.model.WeightSpec;
import dev.jera.model.constraint.Constraint;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.regularizer.L2;
import dev.jera.runtime.Variables;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;

class MultiHeadAttentionTest {
  private static final int BATCH = 2;

  private static final Shape TARGETS = Shape.of(3, 4);
  private static final Shape SOURCES = Shape.of(4, 3);
  private static final Shape KEYS = Shape.of(4, 2);

  static Stream<Arguments> variants() {
    MultiHeadAttention layer = MultiHeadAttention.of(2, 2);
    return Stream.of(
        Arguments.of(layer, List.of(TARGETS)),
        Arguments.of(layer.withValueDim(3), List.of(TARGETS, SOURCES)),
        Arguments.of(layer.withNumHeads(3).withValueDim(1), List.of(TARGETS, SOURCES, KEYS)),
        Arguments.of(layer.withUseBias(false), List.of(TARGETS)),
        Arguments.of(layer.withUseCausalMask(true), List.of(TARGETS)),
        Arguments.of(layer.withUseCausalMask(true), List.of(TARGETS, SOURCES)));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void itIsTheFormulaWrittenOutInLoops(MultiHeadAttention layer, List<Shape> inputs) {
    List<Shape> batched = inputs.stream().map(MultiHeadAttentionTest::batch).toList();
    Random random = new Random(7);
    LayerRun run = LayerRun.of(layer, inputs.toArray(Shape[]::new));
    LoopAttention loops = new LoopAttention(layer);
    for (WeightSpec weight : layer.weights(batched)) {
      float[] values = normal(random, weight.shape().size());
      run.withWeight(
          weight.name(), NdArrays.wrap(weight.shape(), DataBuffers.of(values, false, false)));
      loops.put(weight.name(), values);
    }
    float[][] fed =
        batched.stream().map(shape -> normal(random, shape.size())).toArray(float[][]::new);
    int last = inputs.size() - 1;
    double[] expected =
        loops.run(
            example(fed[0], inputs.get(0)),
            example(fed[Math.min(1, last)], inputs.get(Math.min(1, last))),
            example(fed[last], inputs.get(last)));

    float[] actual = run.infer(fed);

    assertThat(actual).hasSize((int) batched.get(0).size());
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-4));
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void itsGradientsAreRight(MultiHeadAttention layer, List<Shape> inputs) {
    MultiHeadAttention lively =
        layer
            .withKernelInitializer(Initializer.randomNormal(0, 1))
            .withBiasInitializer(Initializer.randomNormal(0, 1));
    GradientCheck.check(lively, inputs.toArray(Shape[]::new));
  }

  @Test
  void theGradientGoesThroughDropout() {
    GradientCheck.check(MultiHeadAttention.of(2, 2).withDropout(0.3), TARGETS);
  }

  @Test
  void underTheCausalMaskTheFirstStepSeesItselfAlone() {
    MultiHeadAttention layer = MultiHeadAttention.of(1, 1).withUseCausalMask(true);
    LayerRun run = LayerRun.of(layer, Shape.of(3, 1));
    for (String part : List.of("query", "key", "value")) {
      run.withWeight(part + "/kernel", NdArrays.wrap(Shape.of(1, 1, 1), DataBuffers.of(1f)));
    }
    run.withWeight("attention_output/kernel", NdArrays.wrap(Shape.of(1, 1, 1), DataBuffers.of(1f)));
    double second = (Math.exp(0) * 0 + Math.exp(1) * 1) / (Math.exp(0) + Math.exp(1));
    double third =
        (Math.exp(0) * 0 + Math.exp(2) * 1 + Math.exp(4) * 2)
            / (Math.exp(0) + Math.exp(2) + Math.exp(4));
    assertThat(run.infer(new float[] {0, 1, 2}))
        .containsExactly(new float[] {0, (float) second, (float) third}, within(1e-6f));
  }

  @Test
  void largeScoresStayFiniteUnderTheMask() {
    MultiHeadAttention layer =
        MultiHeadAttention.of(1, 1)
            .withUseCausalMask(true)
            .withKernelInitializer(Initializer.ones());
    float[] large = {1e6f, -1e6f, 1e6f};
    assertThat(LayerRun.of(layer, Shape.of(3, 1)).infer(large)).containsExactly(1e6f, -1e6f, 1e6f);
  }

  @Test
  void dropoutIsForTrainingAndFollowsSeedAndStep() {
    LayerRun run = LayerRun.of(MultiHeadAttention.of(2, 3).withDropout(0.5), TARGETS);
    float[] x = normal(new Random(1), 24);
    float[] drawn = run.train(1, 0, x);
    assertThat(run.infer(x))
        .isEqualTo(LayerRun.of(MultiHeadAttention.of(2, 3), TARGETS).infer(x))
        .isNotEqualTo(drawn);
    assertThat(run.train(1, 0, x)).isEqualTo(drawn);
    assertThat(run.train(1, 1, x)).isNotEqualTo(drawn);
    assertThat(run.train(2, 0, x)).isNotEqualTo(drawn);
  }

  @Test
  void itsWeightsHaveKerasNamesShapesAndOrder() {
    MultiHeadAttention layer = MultiHeadAttention.of(2, 3).withValueDim(5);
    List<Shape> inputs = List.of(batch(TARGETS), batch(SOURCES), batch(KEYS));
    assertThat(layer.weights(inputs).stream().map(w -> w.name() + " " + w.shape()))
        .containsExactly(
            "query/kernel [4, 2, 3]",
            "query/bias [2, 3]",
            "key/kernel [2, 2, 3]",
            "key/bias [2, 3]",
            "value/kernel [3, 2, 5]",
            "value/bias [2, 5]",
            "attention_output/kernel [2, 5, 4]",
            "attention_output/bias [4]");
    assertThat(layer.withUseBias(false).weights(inputs).stream().map(WeightSpec::name))
        .containsExactly("query/kernel", "key/kernel", "value/kernel", "attention_output/kernel");
    assertThat(layer.outputShapes(inputs)).containsExactly(batch(TARGETS));
  }

  @Test
  void kernelsAndBiasesAreRegularizedAndConstrained() {
    L2 heavy = L2.of(0.5);
    L2 light = L2.of(0.1);
    Constraint half = (tf, weight) -> tf.math.mul(weight, tf.constant(0.5f));
    List<WeightSpec> weights =
        MultiHeadAttention.of(2, 3)
            .withKernelRegularizer(heavy)
            .withBiasRegularizer(light)
            .withKernelConstraint(half)
            .weights(List.of(batch(TARGETS)));
    for (WeightSpec weight : weights) {
      boolean kernel = weight.name().endsWith("kernel");
      assertThat(weight.regularizer()).isEqualTo(kernel ? heavy : light);
      assertThat(weight.constraint()).isEqualTo(kernel ? half : Constraint.none());
    }
  }

  @Test
  void eachOfTheFourProjectionsAddsItsActivityToTheLoss() {
    Model model =
        Sequential.of(
            Input.of(4, 6), MultiHeadAttention.of(2, 3).withActivityRegularizer(L2.of(0.1)));
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      BuiltModel built =
          model.build(
              tf,
              model.createVariables(tf, new Variables(tf), 1),
              model.placeholders(tf),
              Optional.empty());
      assertThat(built.losses()).hasSize(4);
    }
  }

  @Test
  void argumentsThatMakeNoSenseAreRefused() {
    MultiHeadAttention layer = MultiHeadAttention.of(2, 3);
    assertThatThrownBy(() -> MultiHeadAttention.of(0, 3))
        .hasMessage("numHeads: 0 (expected: >= 1)");
    assertThatThrownBy(() -> MultiHeadAttention.of(2, 0)).hasMessage("keyDim: 0 (expected: >= 1)");
    assertThatThrownBy(() -> layer.withValueDim(-1)).hasMessage("valueDim: -1 (expected: >= 1)");
    assertThatThrownBy(() -> layer.withDropout(Double.NaN))
        .hasMessage("dropout: NaN (expected: >= 0 and < 1)");
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    MultiHeadAttention layer = MultiHeadAttention.of(2, 3);
    SymbolicTensor matrix = Input.of(8).tensor();
    assertThatThrownBy(() -> layer.on(matrix))
        .hasMessage(
            "Layer 'multi_head_attention' after the input: input [?, 8] (expected: rank 3, [batch, steps, features])");
    SymbolicTensor[] four =
        Stream.generate(Input.of(4, 6)::tensor).limit(4).toArray(SymbolicTensor[]::new);
    assertThatThrownBy(() -> layer.on(four))
        .hasMessageEndingWith(
            ": 4 inputs (expected: query; query and value; or query, value and key)");
    SymbolicTensor[] unequal = {
      Input.of(4, 6).tensor(), Input.of(5, 6).tensor(), Input.of(4, 6).tensor()
    };
    assertThatThrownBy(() -> layer.on(unequal))
        .hasMessageEndingWith(
            ": input [?, 4, 6] as key (expected: as many steps as the value [?, 5, 6])");
  }

  @Test
  void whatNoArrayCouldHoldBetweenIsRefused() {
    MultiHeadAttention layer = MultiHeadAttention.of(2, 3);
    assertThatThrownBy(() -> layer.outputShapes(List.of(Shape.of(-1, 40_000, 6))))
        .hasMessage(
            "input [?, 40000, 6] (expected: at most 2147483647 values in [2, 40000, 40000] of an example, head by head)");
    assertThatThrownBy(() -> layer.withValueDim(1 << 30).outputShapes(List.of(Shape.of(-1, 4, 6))))
        .hasMessageContaining("[2, 4, 1073741824]");
  }

  private static Shape batch(Shape example) {
    return Shape.of(BATCH).append(example);
  }

  private static float[] normal(Random random, long count) {
    float[] values = new float[(int) count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Every example as rows of features. */
  private static float[][][] example(float[] values, Shape shape) {
    int features = (int) shape.get(1);
    float[][][] examples = new float[BATCH][(int) shape.get(0)][];
    int at = 0;
    for (float[][] example : examples) {
      for (int step = 0; step < example.length; step++, at += features) {
        example[step] = Arrays.copyOfRange(values, at, at + features);
      }
    }
    return examples;
  }
}
