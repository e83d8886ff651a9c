package dev.jera.model.layer.convolution;

import static dev.jera.model.layer.activation.Activations.LINEAR;
import static dev.jera.model.layer.activation.Activations.RELU;
import static dev.jera.model.layer.activation.Activations.TANH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.model.GradientCheck;
import dev.jera.model.LayerRun;
import dev.jera.model.WeightSpec;
import dev.jera.model.constraint.Constraint;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Size2D;
import dev.jera.model.layer.Size3D;
import dev.jera.model.regularizer.L2;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;

class ConvolutionTest {
  private static final Padding SAME = Padding.SAME;
  private static final int HUGE = Integer.MAX_VALUE;

  static Stream<Arguments> layers() {
    Conv1D steps = Conv1D.of(4, 3);
    Conv2D pixels = Conv2D.of(4, Size2D.of(3, 2));
    Conv3D voxels = Conv3D.of(2, Size3D.of(2, 3, 2));
    Size2D two = Size2D.of(2);
    return Stream.of(
        of(steps, 7, 2),
        of(steps.withUseBias(false).withPadding(SAME).withStrides(2), 8, 3),
        of(steps.withPadding(Padding.CAUSAL), 5, 2),
        of(steps.withPadding(Padding.CAUSAL).withStrides(3), 8, 2),
        of(steps.withPadding(Padding.CAUSAL).withDilationRate(2), 7, 2),
        of(steps.withDilationRate(2), 7, 3),
        of(steps.withDilationRate(3).withPadding(SAME), 5, 2),
        of(steps.withGroups(2), 6, 4),
        of(steps.withGroups(2).withDilationRate(2).withPadding(Padding.CAUSAL), 6, 2),
        of(steps.withGroups(2).withStrides(2).withPadding(SAME), 6, 2),
        of(Conv1D.of(3, 1).withDilationRate(4), 3, 2),
        of(pixels, 5, 4, 3),
        of(pixels.withUseBias(false).withPadding(SAME), 3, 4, 2),
        of(pixels.withStrides(Size2D.of(2, 1)).withPadding(SAME), 5, 3, 2),
        of(pixels.withStrides(Size2D.of(3, 2)), 7, 4, 1),
        of(pixels.withDilationRate(two), 6, 4, 2),
        of(pixels.withDilationRate(Size2D.of(2, 3)).withPadding(SAME), 5, 4, 2),
        of(pixels.withDilationRate(Size2D.of(1, 2)).withUseBias(false), 4, 5, 1),
        of(pixels.withGroups(2), 4, 3, 4),
        of(pixels.withGroups(2).withStrides(two).withPadding(SAME), 4, 3, 4),
        of(pixels.withGroups(2).withDilationRate(two).withPadding(SAME), 4, 3, 4),
        of(pixels.withGroups(4).withStrides(two), 4, 4, 4),
        of(pixels.withGroups(2).withStrides(Size2D.of(1, 2)), 4, 4, 2),
        of(pixels.withGroups(2).withDilationRate(two), 5, 4, 2),
        of(voxels, 3, 4, 3, 2),
        of(voxels.withPadding(SAME).withStrides(Size3D.of(1, 2, 2)), 2, 4, 3, 2),
        of(voxels.withDilationRate(Size3D.of(2, 1, 2)).withUseBias(false), 4, 3, 3, 1),
        of(voxels.withDilationRate(Size3D.of(2)).withPadding(SAME), 2, 3, 3, 1),
        of(voxels.withGroups(2), 3, 3, 2, 4),
        of(steps.withStrides(HUGE), 8, 3),
        of(steps.withStrides(HUGE).withPadding(SAME).withGroups(2), 5, 2),
        of(steps.withStrides(HUGE).withPadding(Padding.CAUSAL), 5, 2),
        of(pixels.withStrides(Size2D.of(HUGE, 2)), 5, 4, 2),
        of(pixels.withStrides(Size2D.of(HUGE)).withPadding(SAME), 5, 4, 2),
        of(pixels.withStrides(Size2D.of(HUGE)).withGroups(2), 5, 4, 2),
        of(voxels.withStrides(Size3D.of(HUGE)).withPadding(SAME), 3, 4, 3, 1),
        of(steps.withDilationRate(20_000).withPadding(Padding.CAUSAL), 5, 2),
        of(steps.withDilationRate(6).withPadding(SAME), 5, 2),
        of(Conv1D.of(2, 2).withDilationRate(5).withPadding(SAME), 3, 2),
        of(Conv2D.of(2, 3).withDilationRate(Size2D.of(20_000)).withPadding(SAME), 2, 2, 1),
        of(voxels.withGroups(2).withPadding(SAME), 2, 3, 2, 2));
  }

  /** Of one value, each with strides: with few channels, many, even and odd sizes. */
  static Stream<Arguments> points() {
    Conv2D point = Conv2D.of(3, 1).withStrides(Size2D.of(2));
    Conv1D step = Conv1D.of(2, 1).withStrides(3);
    Conv3D voxel = Conv3D.of(2, 1).withStrides(Size3D.of(2));
    return Stream.of(
        of(point, 4, 6, 3),
        of(point.withPadding(SAME), 4, 4, 13),
        of(point, 5, 4, 2),
        of(point.withPadding(SAME), 4, 5, 2),
        of(point.withPadding(SAME).withUseBias(false), 7, 3, 1),
        of(point.withStrides(Size2D.of(2, 1)), 4, 3, 2),
        of(point.withStrides(Size2D.of(3, 4)).withPadding(SAME), 6, 8, 2),
        of(point.withStrides(Size2D.of(HUGE, 2)), 3, 4, 2),
        of(point, 2, 4, 17),
        of(point.withGroups(3), 4, 4, 6),
        of(point.withGroups(3).withStrides(Size2D.of(1, 2)), 2, 4, 3),
        of(step, 9, 2),
        of(step.withPadding(SAME), 8, 3),
        of(step.withPadding(Padding.CAUSAL).withGroups(2), 7, 2),
        of(voxel, 4, 2, 4, 2),
        of(voxel.withPadding(SAME), 3, 4, 3, 1));
  }

  private static Arguments of(GroupedConvolution layer, long... example) {
    return Arguments.of(layer, Shape.of(example));
  }

  @ParameterizedTest
  @MethodSource({"layers", "points"})
  void theOutputIsThatOfPlainLoops(GroupedConvolution layer, Shape example) {
    ConvolutionCases.check(
        layer,
        example,
        (x, weights) -> {
          float[] y = Loops.convolve(x, example, weights.get(0), layer.filters(), layer.window());
          return layer.useBias() ? Loops.plus(y, weights.get(1)) : y;
        });
  }

  @ParameterizedTest
  @MethodSource({"layers", "points"})
  void theGraphKnowsTheShapeThatTheFormulasGive(GroupedConvolution layer, Shape example) {
    Shape expected = Shape.of(Shape.UNKNOWN_SIZE);
    for (int size : Loops.outputSizes(example, layer.window())) {
      expected = expected.append(size);
    }
    expected = expected.append(layer.filters());
    assertThat(layer.outputShape(ConvolutionCases.batch(example)).asArray())
        .isEqualTo(expected.asArray());
    assertThat(ConvolutionCases.build(layer, example).output().asArray())
        .isEqualTo(expected.asArray());
  }

  @ParameterizedTest
  @MethodSource({"layers", "points"})
  void theGradientIsRight(GroupedConvolution layer, Shape example) {
    GradientCheck.check(layer, example);
  }

  @Test
  void aCausalOutputSeesNoLaterStep() {
    Conv1D layer =
        Conv1D.of(1, 2).withPadding(Padding.CAUSAL).withKernelInitializer(Initializer.ones());
    float[] steps = {1, 10, 100, 1000};
    assertThat(LayerRun.of(layer, Shape.of(4, 1)).infer(steps)).containsExactly(1, 11, 110, 1100);
    assertThat(LayerRun.of(layer.withDilationRate(2), Shape.of(4, 1)).infer(steps))
        .containsExactly(1, 10, 101, 1010);
  }

  @Test
  void whereEveryValueLiesBeyondTheEdgesTheOutputIsZero() {
    Conv1D layer = Conv1D.of(1, 2).withPadding(SAME).withKernelInitializer(Initializer.ones());
    for (int gap : new int[] {6, 20_001, HUGE}) {
      assertThat(
              LayerRun.of(layer.withDilationRate(gap), Shape.of(3, 1)).infer(new float[] {1, 2, 3}))
          .containsExactly(0, 0, 0);
    }
  }

  @Test
  void afterTheInputsCastThePlainConvolutionIsOneOpABiasAndAnActivation() {
    assertThat(
            ConvolutionCases.build(Conv2D.of(4, 3).withActivation(RELU), Shape.of(5, 5, 2)).ops())
        .containsExactly("Cast", "Conv2D", "BiasAdd", "Relu");
    assertThat(
            ConvolutionCases.build(Conv3D.of(4, 2).withUseBias(false), Shape.of(3, 3, 3, 2)).ops())
        .containsExactly("Cast", "Conv3D");
  }

  @ParameterizedTest
  @MethodSource("points")
  void whatAWindowOfOneValueSeesIsTakenOutFirst(GroupedConvolution layer, Shape example) {
    assertThat(ConvolutionCases.build(layer, example).strides())
        .isNotEmpty()
        .allSatisfy(strides -> assertThat(strides).containsOnly(1));
  }

  @Test
  void asManyGroupsAsChannelsAreOneOp() {
    assertThat(ConvolutionCases.build(Conv2D.of(8, 3).withGroups(4), Shape.of(5, 5, 4)).ops())
        .contains("DepthwiseConv2dNative")
        .doesNotContain("Split", "Conv2D");
  }

  @Test
  void weightsHaveKerasShapesAndCarryWhatHoldsForThem() {
    Constraint doubled = (tf, weight) -> tf.math.add(weight, weight);
    Conv3D layer =
        Conv3D.of(6, Size3D.of(1, 2, 3))
            .withGroups(2)
            .withKernelRegularizer(L2.of(0.1))
            .withBiasRegularizer(L2.of(0.2))
            .withKernelConstraint(doubled);
    assertThat(layer.weights(Shape.of(-1, 4, 4, 4, 4)))
        .containsExactly(
            WeightSpec.of("kernel", Shape.of(1, 2, 3, 2, 6), Initializer.glorotUniform())
                .withRegularizer(L2.of(0.1))
                .withConstraint(doubled),
            WeightSpec.of("bias", Shape.of(6), Initializer.zeros()).withRegularizer(L2.of(0.2)));
    assertThat(layer.withUseBias(false).weights(Shape.of(-1, 4, 4, 4, 4))).hasSize(1);
  }

  @Test
  void anActivityLossIsAddedAndKeepsTheTailBeforeMaxima() {
    Conv2D layer = Conv2D.of(2, 3).withActivation(RELU);
    assertThat(layer.isTailMonotone()).isTrue();
    Conv2D regularized = layer.withActivityRegularizer(L2.of(0.1));
    assertThat(regularized.isTailMonotone()).isFalse();
    assertThat(ConvolutionCases.build(regularized, Shape.of(4, 4, 1)).losses()).isEqualTo(1);
    assertThat(ConvolutionCases.build(layer, Shape.of(4, 4, 1)).losses()).isZero();
    assertThat(layer.withActivation(TANH).isTailMonotone()).isFalse();
    assertThat(Conv1D.of(2, 3).withActivation(LINEAR).isTailMonotone()).isTrue();
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Conv1D.of(0, 3))
        .withMessage("filters: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Conv1D.of(2, 0))
        .withMessage("kernelSize: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Conv2D.of(4, 3).withGroups(0))
        .withMessage("groups: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Conv3D.of(4, 3).withGroups(3))
        .withMessage("filters: 4 (expected: divisible by 3, the groups)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Conv2D.of(4, 3).withPadding(Padding.CAUSAL))
        .withMessage(
            "padding: CAUSAL (expected: VALID or SAME; causal has a meaning in one dimension only)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Conv1D.of(4, 3).withStrides(2).withDilationRate(2))
        .withMessage("strides: [2] with dilationRate: [2] (expected: one of them all 1)");
  }

  @Test
  void inputsThatDoNotFitAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Conv1D.of(4, 3).outputShape(Shape.of(-1, 8)))
        .withMessage("input [?, 8] (expected: rank 3, [batch, steps, channels])");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Conv1D.of(4, 3).withDilationRate(4).outputShape(Shape.of(-1, 8, 1)))
        .withMessage(
            "input [?, 8, 1] (expected: at least 9 steps, the size of the window, or padding SAME)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Conv2D.of(4, 3).withGroups(2).outputShape(Shape.of(-1, 8, 8, 3)))
        .withMessage("input [?, 8, 8, 3] (expected: channels divisible by 2, the groups)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Conv1D.of(4, 3)
                    .withPadding(SAME)
                    .withDilationRate(HUGE)
                    .outputShape(Shape.of(-1, 800_000_000, 1)))
        .withMessage(
            "input [?, 800000000, 1] with dilationRate: [2147483647] (expected: at most 2147483647 values an example, padding included)");
  }
}
