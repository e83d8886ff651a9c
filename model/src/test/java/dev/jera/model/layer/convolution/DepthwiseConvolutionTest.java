package dev.jera.model.layer.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.model.GradientCheck;
import dev.jera.model.WeightSpec;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Size2D;
import dev.jera.model.layer.Window;
import dev.jera.model.regularizer.L2;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;

class DepthwiseConvolutionTest {
  private static final Padding SAME = Padding.SAME;

  static Stream<Arguments> layers() {
    DepthwiseConv2D channels = DepthwiseConv2D.of(Size2D.of(3, 2));
    SeparableConv2D both = SeparableConv2D.of(3, Size2D.of(2, 3));
    Size2D two = Size2D.of(2);
    return Stream.of(
        of(DepthwiseConv2D.of(2).withStrides(Size2D.of(Integer.MAX_VALUE)), 4, 3, 2),
        of(
            SeparableConv2D.of(2, 3)
                .withStrides(Size2D.of(Integer.MAX_VALUE))
                .withPadding(Padding.SAME),
            4,
            3,
            2),
        of(DepthwiseConv2D.of(1).withStrides(two), 4, 6, 1),
        of(DepthwiseConv2D.of(1).withDepthMultiplier(2).withStrides(two), 5, 4, 3),
        of(DepthwiseConv2D.of(1).withStrides(Size2D.of(1, 3)).withPadding(SAME), 2, 7, 2),
        of(SeparableConv2D.of(2, 1).withStrides(two).withPadding(SAME), 5, 4, 3),
        of(channels, 5, 4, 3),
        of(channels.withDepthMultiplier(2).withPadding(SAME).withStrides(two), 5, 4, 2),
        of(channels.withDepthMultiplier(3).withUseBias(false), 4, 4, 1),
        of(channels.withDepthMultiplier(2).withStrides(Size2D.of(2, 1)), 5, 3, 2),
        of(channels.withStrides(Size2D.of(1, 2)).withPadding(SAME), 3, 5, 2),
        of(channels.withDilationRate(two).withDepthMultiplier(2), 6, 4, 2),
        of(channels.withDilationRate(Size2D.of(3, 2)).withPadding(SAME), 5, 4, 2),
        of(both, 4, 5, 2),
        of(both.withDepthMultiplier(2).withPadding(SAME).withStrides(two), 4, 5, 2),
        of(both.withDilationRate(two).withPadding(SAME).withUseBias(false), 3, 5, 2));
  }

  private static Arguments of(DepthwiseConvolution layer, long... example) {
    return Arguments.of(layer, Shape.of(example));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void theOutputIsThatOfPlainLoops(DepthwiseConvolution layer, Shape example) {
    ConvolutionCases.check(
        layer,
        example,
        (x, weights) -> {
          int multiplier = layer.depthMultiplier();
          float[] y = Loops.depthwise(x, example, weights.get(0), multiplier, layer.window());
          if (layer instanceof SeparableConv2D separable) {
            int[] sizes = Loops.outputSizes(example, layer.window());
            Shape shape = Shape.of(sizes[0], sizes[1], example.get(2) * multiplier);
            Window point = Window.of(List.of(1, 1), List.of(1, 1), Padding.VALID);
            y = Loops.convolve(y, shape, weights.get(1), separable.filters(), point);
          }
          return layer.useBias() ? Loops.plus(y, weights.get(weights.size() - 1)) : y;
        });
  }

  @ParameterizedTest
  @MethodSource("layers")
  void theGraphKnowsTheShape(DepthwiseConvolution layer, Shape example) {
    int[] sizes = Loops.outputSizes(example, layer.window());
    long channels =
        layer instanceof SeparableConv2D separable
            ? separable.filters()
            : example.get(2) * layer.depthMultiplier();
    long[] expected = {-1, sizes[0], sizes[1], channels};
    assertThat(layer.outputShape(ConvolutionCases.batch(example)).asArray()).isEqualTo(expected);
    assertThat(ConvolutionCases.build(layer, example).output().asArray()).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void theGradientIsRight(DepthwiseConvolution layer, Shape example) {
    GradientCheck.check(layer, example);
  }

  @Test
  void weightsHaveKerasNamesAndShapes() {
    Shape input = Shape.of(-1, 8, 8, 5);
    Initializer glorot = Initializer.glorotUniform();
    assertThat(DepthwiseConv2D.of(3).withDepthMultiplier(2).weights(input))
        .containsExactly(
            WeightSpec.of("kernel", Shape.of(3, 3, 5, 2), glorot),
            WeightSpec.of("bias", Shape.of(10), Initializer.zeros()));
    assertThat(
            SeparableConv2D.of(4, 3)
                .withDepthMultiplier(2)
                .withDepthwiseRegularizer(L2.of(0.1))
                .withPointwiseRegularizer(L2.of(0.2))
                .weights(input))
        .containsExactly(
            WeightSpec.of("depthwise_kernel", Shape.of(3, 3, 5, 2), glorot)
                .withRegularizer(L2.of(0.1)),
            WeightSpec.of("pointwise_kernel", Shape.of(1, 1, 10, 4), glorot)
                .withRegularizer(L2.of(0.2)),
            WeightSpec.of("bias", Shape.of(4), Initializer.zeros()));
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DepthwiseConv2D.of(3).withDepthMultiplier(0))
        .withMessage("depthMultiplier: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SeparableConv2D.of(0, 3))
        .withMessage("filters: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DepthwiseConv2D.of(3).outputShape(Shape.of(-1, 8, 8)))
        .withMessage("input [?, 8, 8] (expected: rank 4, [batch, height, width, channels])");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SeparableConv2D.of(4, 5).outputShape(Shape.of(-1, 4, 4, 1)))
        .withMessage(
            "input [?, 4, 4, 1] (expected: at least 5 x 5 pixels, the size of the window, or padding SAME)");
  }
}
