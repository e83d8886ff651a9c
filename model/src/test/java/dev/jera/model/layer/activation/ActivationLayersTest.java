package dev.jera.model.layer.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.model.GradientCheck;
import dev.jera.model.Input;
import dev.jera.model.Layer;
import dev.jera.model.LayerRun;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.WeightSpec;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.Axis;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.regularizer.L2;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;

/** The activations that have something to choose. */
class ActivationLayersTest {
  private static final ReLU RELU = ReLU.of();
  private static final float[] VALUES = {-1e4f, -10, -5, -0.5f, 0, 0.5f, 5, 10, 1e4f};

  static Stream<Arguments> reLUs() {
    return Stream.of(
        Arguments.of(RELU, new float[] {0, 0, 0, 0, 0, 0.5f, 5, 10, 1e4f}),
        Arguments.of(RELU.withMaxValue(6), new float[] {0, 0, 0, 0, 0, 0.5f, 5, 6, 6}),
        Arguments.of(RELU.withMaxValue(5), new float[] {0, 0, 0, 0, 0, 0.5f, 5, 5, 5}),
        Arguments.of(
            RELU.withNegativeSlope(0.5),
            new float[] {-5e3f, -5, -2.5f, -0.25f, 0, 0.5f, 5, 10, 1e4f}),
        Arguments.of(
            RELU.withNegativeSlope(0.5).withMaxValue(6),
            new float[] {-5e3f, -5, -2.5f, -0.25f, 0, 0.5f, 5, 6, 6}),
        Arguments.of(RELU.withThreshold(5), new float[] {0, 0, 0, 0, 0, 0, 0, 10, 1e4f}),
        Arguments.of(
            RELU.withThreshold(2).withMaxValue(8), new float[] {0, 0, 0, 0, 0, 0, 5, 8, 8}),
        Arguments.of(
            RELU.withThreshold(2).withMaxValue(8).withNegativeSlope(0.5),
            new float[] {-5001, -6, -3.5f, -1.25f, -1, -0.75f, 5, 8, 8}));
  }

  @ParameterizedTest
  @MethodSource("reLUs")
  void reLUHasALimitASlopeAndAThreshold(ReLU layer, float[] expected) {
    assertThat(LayerRun.of(layer, Shape.of(9)).infer(VALUES)).containsExactly(expected, within(0f));
    assertThat(layer.isMonotone()).isTrue();
  }

  @Test
  void leakyReLUAndEluBendAtZero() {
    float[] values = {-1e4f, -2, 0, 2, 1e4f};
    assertThat(LayerRun.of(LeakyReLU.of(), Shape.of(5)).infer(values))
        .containsExactly(-3e3f, -0.6f, 0, 2, 1e4f);
    assertThat(LayerRun.of(LeakyReLU.of(1.5), Shape.of(5)).infer(values))
        .containsExactly(-1.5e4f, -3, 0, 2, 1e4f);
    float low = (float) Math.expm1(-2);
    assertThat(LayerRun.of(ELU.of(), Shape.of(5)).infer(values))
        .containsExactly(new float[] {-1, low, 0, 2, 1e4f}, within(1e-6f));
    assertThat(LayerRun.of(ELU.of(0.25), Shape.of(5)).infer(values))
        .containsExactly(new float[] {-0.25f, low / 4, 0, 2, 1e4f}, within(1e-6f));
    assertThat(ActivationsTest.valuesAndSlopes(ELU.of(0.25), values, 5).get(1))
        .containsExactly(new float[] {0, 0.25f * (low + 1), 0.25f, 1, 1}, within(1e-6f));
  }

  @Test
  void softmaxTakesAnyAxisButTheBatch() {
    float[] values = {0, 1e4f, 2, 1e4f, 4, 1e4f, 1, 1, 1, 2, 1, 3};
    double z = 1 + Math.exp(2) + Math.exp(4);
    double y = Math.exp(1) + Math.exp(2) + Math.exp(3);
    float third = 1 / 3f;
    float[] expected = {
      (float) (1 / z),
      third,
      (float) (Math.exp(2) / z),
      third,
      (float) (Math.exp(4) / z),
      third,
      third,
      (float) (Math.exp(1) / y),
      third,
      (float) (Math.exp(2) / y),
      third,
      (float) (Math.exp(3) / y)
    };
    for (int axis : new int[] {1, -2}) {
      assertThat(LayerRun.of(Softmax.of(axis), Shape.of(3, 2)).infer(values))
          .containsExactly(expected, within(1e-6f));
    }
    for (int axis : new int[] {2, -1}) {
      assertThat(LayerRun.of(Softmax.of(axis), Shape.of(3, 2)).infer(values))
          .isEqualTo(LayerRun.of(Activations.SOFTMAX, Shape.of(3, 2)).infer(values));
    }
  }

  @Test
  void softmaxRefusesAnAxisThatTheInputHasNot() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Softmax.of(0))
        .withMessage("axis: 0 (expected: not the batch; -1 is the last)");
    for (int axis : new int[] {3, -3, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Sequential.of(Input.of(3, 2), Softmax.of(axis)))
          .withMessage(
              "Layer 'softmax' after the input: input [?, 3, 2] (expected: [batch, ...] with an axis %s behind the batch)",
              axis);
    }
    assertThatIllegalArgumentException()
        .as("within another layer")
        .isThrownBy(() -> Sequential.of(Input.of(3), Dense.of(4).withActivation(Softmax.of(2))))
        .withMessageStartingWith("Layer 'dense' after the input: input [?, 4] (expected:");
  }

  @Test
  void pReLULearnsASlopeForEachValueOrAlongAxes() {
    float[] values = {-1, 2, -3, 4, 5, -6, -7, -8};
    assertThat(LayerRun.of(PReLU.of(), Shape.of(2, 2)).infer(values))
        .containsExactly(new float[] {0, 2, 0, 4, 5, 0, 0, 0}, within(0f));
    assertThat(
            LayerRun.of(PReLU.of(), Shape.of(2, 2))
                .withWeight("alpha", StdArrays.ndCopyOf(new float[][] {{1, 2}, {3, 4}}))
                .infer(values))
        .containsExactly(-1, 2, -9, 4, 5, -12, -21, -32);
    assertThat(
            LayerRun.of(PReLU.of().withSharedAxes(List.of(1)), Shape.of(2, 2))
                .withWeight("alpha", StdArrays.ndCopyOf(new float[][] {{-1, 2}}))
                .infer(values))
        .containsExactly(1, 2, 3, 4, 5, -12, 7, -16);
    assertThat(
            PReLU.of()
                .withSharedAxes(List.of(1, 2))
                .withAlphaRegularizer(L2.of(0.1))
                .weights(Shape.of(-1, 5, 6, 3)))
        .containsExactly(
            WeightSpec.of("alpha", Shape.of(1, 1, 3), Initializer.zeros())
                .withRegularizer(L2.of(0.1)));
  }

  @Test
  void pReLURefusesAxesThatTheInputHasNot() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PReLU.of().withSharedAxes(List.of(0, 1)))
        .withMessage("sharedAxes: [0, 1] (expected: each >= 1, and once)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PReLU.of().withSharedAxes(List.of(2, 2)))
        .withMessage("sharedAxes: [2, 2] (expected: each >= 1, and once)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sequential.of(Input.of(4, 4), PReLU.of().withSharedAxes(List.of(3))))
        .withMessage(
            "Layer 'p_re_lu' after the input: input [?, 4, 4] (expected: the axes [3], which are shared)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Sequential.of(Input.of(2, 2, 2, 2, 2), PReLU.of().withSharedAxes(List.of(1, 3, 5))))
        .withMessage(
            "Layer 'p_re_lu' after the input: input [?, 2, 2, 2, 2, 2] (expected: rank <= 5)");
  }

  static Stream<Arguments> layers() {
    PReLU learned = PReLU.of().withAlphaInitializer(Initializer.randomUniform(0.1, 0.4));
    return Stream.of(
        Arguments.of(ReLU.of(), Shape.of(12)),
        Arguments.of(ReLU.of().withMaxValue(0.2), Shape.of(12)),
        Arguments.of(ReLU.of().withNegativeSlope(0.1).withMaxValue(0.2), Shape.of(12)),
        Arguments.of(ReLU.of().withThreshold(1e-3).withNegativeSlope(0.1), Shape.of(12)),
        Arguments.of(LeakyReLU.of(), Shape.of(12)),
        Arguments.of(ELU.of(0.5), Shape.of(12)),
        Arguments.of(Softmax.of(), Shape.of(2, 3)),
        Arguments.of(Softmax.of(1), Shape.of(3, 2, 2)),
        Arguments.of(learned, Shape.of(3, 2)),
        Arguments.of(learned.withSharedAxes(List.of(1, 2)), Shape.of(2, 2, 3)),
        Arguments.of(learned.withSharedAxes(List.of(2, 4)), Shape.of(2, 2, 2, 2)),
        Arguments.of(learned.withSharedAxes(List.of(1)), Shape.of(4)),
        Arguments.of(learned, Shape.of(2, 1, 1, 2, 1, 1, 3)));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void gradientsEqualCentralDifferences(Layer layer, Shape example) {
    GradientCheck.check(layer, example);
  }

  @Test
  void anAxisIsOfItsShape() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Axis(Shape.of(-1, 3), 2))
        .withMessage("index: 2 (expected: > 0 and < 2, the rank)");
    assertThatIllegalArgumentException().isThrownBy(() -> new Axis(Shape.of(-1, 3), 0));
  }

  @Test
  void rangesAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReLU.of().withMaxValue(-1))
        .withMessage("maxValue: -1.0 (expected: >= 0; infinity for none)");
    assertThatIllegalArgumentException().isThrownBy(() -> ReLU.of().withMaxValue(Double.NaN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReLU.of().withNegativeSlope(1e300))
        .withMessage("negativeSlope: 1.0E300 (expected: >= 0, finite)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReLU.of().withThreshold(Double.NaN))
        .withMessage("threshold: NaN (expected: >= 0, finite)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LeakyReLU.of(-0.1))
        .withMessage("negativeSlope: -0.1 (expected: >= 0, finite)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ELU.of(Double.POSITIVE_INFINITY))
        .withMessage("alpha: Infinity (expected: >= 0, finite)");
  }

  /** Beyond, ReluGrad and its like fail when they run. */
  @ParameterizedTest
  @MethodSource("manyAxes")
  void eightAxesAreTheMost(Layer layer) {
    GradientCheck.check(layer, Shape.of(2, 1, 2, 1, 2, 1, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sequential.of(Input.of(1, 2, 1, 2, 1, 2, 1, 2), layer))
        .withMessageEndingWith("input [?, 1, 2, 1, 2, 1, 2, 1, 2] (expected: rank <= 8)");
  }

  static Stream<Layer> manyAxes() {
    return Stream.concat(
        EnumSet.complementOf(EnumSet.of(Activations.LINEAR)).stream(),
        Stream.of(
            ReLU.of(),
            ReLU.of().withThreshold(1e-3),
            LeakyReLU.of(),
            ELU.of(2),
            PReLU.of(),
            Softmax.of(),
            Softmax.of(3)));
  }

  @Test
  void namesAreKerass() {
    Model model =
        Sequential.of(
            Input.of(3),
            ReLU.of(),
            LeakyReLU.of(),
            PReLU.of(),
            ELU.of(),
            Softmax.of(),
            Activations.GELU,
            Activations.ELU);
    assertThat(model.nodes().stream().skip(1).map(Model.Node::name))
        .containsExactly(
            "re_lu", "leaky_re_lu", "p_re_lu", "elu", "softmax", "activation", "activation_1");
  }
}
