package dev.jera.model.layer.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.model.GradientCheck;
import dev.jera.model.LayerRun;
import dev.jera.model.WeightSpec;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Size2D;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

class TransposedConvolutionTest {
  private static final Padding SAME = Padding.SAME;

  /** Layers, examples and the sizes that Keras' formulas give, done by hand. */
  static Stream<Arguments> layers() {
    Conv1DTranspose steps = Conv1DTranspose.of(2, 3);
    Conv2DTranspose pixels = Conv2DTranspose.of(2, Size2D.of(3, 2));
    Size2D two = Size2D.of(2);
    return Stream.of(
        of(steps, Shape.of(4, 3), 3 + 3),
        of(steps.withUseBias(false).withStrides(2), Shape.of(4, 2), 3 * 2 + 3),
        of(steps.withStrides(5), Shape.of(3, 2), 2 * 5 + 5),
        of(steps.withStrides(5).withOutputPadding(OutputPadding.of(1)), Shape.of(3, 2), 10 + 3 + 1),
        of(steps.withPadding(SAME), Shape.of(4, 2), 4),
        of(steps.withStrides(2).withPadding(SAME), Shape.of(4, 2), 8),
        of(steps.withStrides(5).withPadding(SAME), Shape.of(2, 2), 10),
        of(same(3, 3, 0), Shape.of(4, 2), 3 * 3 + 1),
        of(same(3, 3, 2), Shape.of(4, 2), 3 * 3 + 1 + 2),
        of(same(4, 3, 0), Shape.of(4, 2), 3 * 3),
        of(same(4, 2, 1), Shape.of(4, 2), 3 * 2 + 1),
        of(same(2, 1, 0), Shape.of(4, 2), 3),
        of(steps.withDilationRate(2), Shape.of(5, 2), 5 + 4),
        of(steps.withDilationRate(3).withPadding(SAME), Shape.of(5, 2), 5),
        of(steps.withStrides(200), Shape.of(3, 2), 3 * 200),
        of(Conv1DTranspose.of(1, 2).withStrides(100_003), Shape.of(1, 1), 100_003),
        of(same(3, 7, 5), Shape.of(3, 2), 2 * 7 + 1 + 5),
        of(same(2, 1_000_000_000, 3), Shape.of(1, 2), 3),
        of(steps.withStrides(7).withOutputPadding(OutputPadding.of(6)), Shape.of(2, 2), 7 + 3 + 6),
        of(steps.withDilationRate(20_000).withPadding(SAME), Shape.of(4, 2), 4),
        of(Conv1DTranspose.of(2, 2).withDilationRate(5).withPadding(SAME), Shape.of(4, 2), 4),
        of(Conv2DTranspose.of(2, 1).withStrides(two), Shape.of(2, 3, 2), 2 * 2, 2 * 3),
        of(pixels.withStrides(Size2D.of(4, 1)), Shape.of(2, 3, 2), 2 * 4, 3 + 1),
        of(pixels.withStrides(Size2D.of(5, 3)).withPadding(SAME), Shape.of(2, 3, 2), 10, 9),
        of(pixels, Shape.of(2, 3, 3), 2 + 2, 3 + 1),
        of(pixels.withStrides(Size2D.of(2, 3)), Shape.of(3, 2, 2), 2 * 2 + 3, 1 * 3 + 3),
        of(pixels.withStrides(two).withPadding(SAME), Shape.of(3, 2, 2), 6, 4),
        of(
            pixels.withStrides(two).withOutputPadding(OutputPadding.of(1)),
            Shape.of(2, 2, 2),
            2 + 3 + 1,
            2 + 2 + 1),
        of(
            Conv2DTranspose.of(2, Size2D.of(4, 1))
                .withStrides(Size2D.of(2, 3))
                .withPadding(SAME)
                .withOutputPadding(OutputPadding.of(0, 2)),
            Shape.of(3, 2, 2),
            2 * 2 + 0,
            1 * 3 + 1 + 2),
        of(pixels.withDilationRate(Size2D.of(2, 3)).withUseBias(false), Shape.of(3, 2, 2), 7, 5),
        of(pixels.withDilationRate(Size2D.of(1, 2)).withPadding(SAME), Shape.of(2, 3, 2), 2, 3));
  }

  private static Conv1DTranspose same(int kernelSize, int strides, int outputPadding) {
    return Conv1DTranspose.of(2, kernelSize)
        .withStrides(strides)
        .withPadding(SAME)
        .withOutputPadding(OutputPadding.of(outputPadding));
  }

  private static Arguments of(TransposedConvolution layer, Shape example, int... sizes) {
    Shape output = Shape.scalar();
    for (int size : sizes) {
      output = output.append(size);
    }
    return Arguments.of(layer, example, output.append(layer.filters()));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void theOutputIsEveryInputSpreadByPlainLoops(
      TransposedConvolution layer, Shape example, Shape output) {
    ConvolutionCases.check(
        layer,
        example,
        (x, weights) -> {
          float[] y =
              Loops.transpose(x, example, weights.get(0), layer.filters(), layer.window(), output);
          return layer.useBias() ? Loops.plus(y, weights.get(1)) : y;
        });
  }

  @ParameterizedTest
  @MethodSource("layers")
  void theGraphKnowsTheShape(TransposedConvolution layer, Shape example, Shape output) {
    Shape expected = ConvolutionCases.batch(output);
    assertThat(layer.outputShape(ConvolutionCases.batch(example)).asArray())
        .isEqualTo(expected.asArray());
    assertThat(ConvolutionCases.build(layer, example).output().asArray())
        .isEqualTo(expected.asArray());
  }

  @ParameterizedTest
  @MethodSource("layers")
  void theGradientIsRight(TransposedConvolution layer, Shape example, Shape output) {
    GradientCheck.check(layer, example);
  }

  /** For all u and v, {@code <conv(u), v> = <u, transpose(v)>}: that is what a transpose is. */
  @Test
  void itIsTheTransposeOfTheConvolutionWithTheSameKernel() {
    Conv2D down = Conv2D.of(3, 3).withUseBias(false).withStrides(Size2D.of(2)).withPadding(SAME);
    Conv2DTranspose up =
        Conv2DTranspose.of(2, 3).withUseBias(false).withStrides(Size2D.of(2)).withPadding(SAME);
    var kernel = NdArrays.wrap(Shape.of(3, 3, 2, 3), DataBuffers.of(Loops.random(54, 1)));
    float[] u = Loops.random(6 * 8 * 2, 2);
    float[] v = Loops.random(3 * 4 * 3, 3);
    float[] convolved = LayerRun.of(down, Shape.of(6, 8, 2)).withWeight("kernel", kernel).infer(u);
    float[] transposed = LayerRun.of(up, Shape.of(3, 4, 3)).withWeight("kernel", kernel).infer(v);
    assertThat(product(convolved, v)).isCloseTo(product(u, transposed), within(1e-4));
  }

  private static double product(float[] a, float[] b) {
    assertThat(a).hasSameSizeAs(b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  @Test
  void weightsHaveKerasShapes() {
    assertThat(Conv2DTranspose.of(4, Size2D.of(2, 3)).weights(Shape.of(-1, 8, 8, 5)))
        .containsExactly(
            WeightSpec.of("kernel", Shape.of(2, 3, 4, 5), Initializer.glorotUniform()),
            WeightSpec.of("bias", Shape.of(4), Initializer.zeros()));
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Conv2DTranspose.of(0, 3))
        .withMessage("filters: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Conv1DTranspose.of(2, 3).withPadding(Padding.CAUSAL))
        .withMessage("padding: CAUSAL (expected: VALID or SAME; causal has no transpose)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Conv2DTranspose.of(2, 3).withOutputPadding(OutputPadding.of(1)))
        .withMessage("outputPadding: [1] (expected: below strides [1, 1])");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Conv1DTranspose.of(2, 3).withOutputPadding(OutputPadding.of(0, 0)))
        .withMessage("outputPadding: [0, 0] (expected: one size, or 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OutputPadding.of(-1))
        .withMessage("outputPadding: [-1] (expected: >= 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Conv1DTranspose.of(2, 3).withStrides(2).withDilationRate(2))
        .withMessage("strides: [2] with dilationRate: [2] (expected: one of them all 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Conv2DTranspose.of(2, 3).outputShape(Shape.of(-1, 8)))
        .withMessage("input [?, 8] (expected: rank 4, [batch, height, width, channels])");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> same(2, 1, 0).outputShape(Shape.of(-1, 1, 3)))
        .withMessage(
            "input [?, 1, 3] (expected: larger, or outputPadding above 0; nothing is left of it)");
  }
}
