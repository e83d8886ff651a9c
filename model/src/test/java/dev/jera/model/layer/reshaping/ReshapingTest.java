package dev.jera.model.layer.reshaping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.model.GradientCheck;
import dev.jera.model.Input;
import dev.jera.model.LayerRun;
import dev.jera.model.Sequential;
import dev.jera.model.UnaryLayer;
import dev.jera.model.layer.Interpolation;
import dev.jera.model.layer.Size2D;
import dev.jera.model.layer.Size3D;
import dev.jera.runtime.Shapes;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;

class ReshapingTest {
  private static final int HUGE = Integer.MAX_VALUE;

  @Test
  void flattenAndReshapeKeepTheOrder() {
    float[] values = oneTo(24);
    for (UnaryLayer layer :
        new UnaryLayer[] {Flatten.of(), Reshape.of(4, 3), Reshape.of(2, -1, 2), Reshape.of(-1)}) {
      assertThat(LayerRun.of(layer, Shape.of(3, 2, 2)).infer(values)).isEqualTo(values);
    }
    assertThat(Reshape.of(2, -1)).isEqualTo(Reshape.of(2, -1));
  }

  @Test
  void permuteTransposesEachExample() {
    assertThat(LayerRun.of(Permute.of(2, 1), Shape.of(2, 3)).infer(oneTo(12)))
        .containsExactly(1, 4, 2, 5, 3, 6, 7, 10, 8, 11, 9, 12);
    // Axes (a, b, c) of sizes 2, 1, 3 become (c, a, b).
    assertThat(LayerRun.of(Permute.of(3, 1, 2), Shape.of(2, 1, 3)).infer(oneTo(6)))
        .containsExactly(1, 4, 2, 5, 3, 6);
  }

  @Test
  void repeatVectorRepeatsTheRow() {
    assertThat(LayerRun.of(RepeatVector.of(3), Shape.of(2)).infer(oneTo(4)))
        .containsExactly(1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4);
  }

  @Test
  void zeroPaddingAddsZerosOnEachSide() {
    assertThat(LayerRun.of(ZeroPadding1D.of(Margin.of(1, 2)), Shape.of(2, 2)).infer(oneTo(4)))
        .containsExactly(0, 0, 1, 2, 3, 4, 0, 0, 0, 0);
    assertThat(
            LayerRun.of(ZeroPadding2D.of(Margin.of(0, 1), Margin.of(2, 0)), Shape.of(2, 1, 1))
                .infer(oneTo(4)))
        .containsExactly(0, 0, 1, 0, 0, 2, 0, 0, 0, 0, 0, 3, 0, 0, 4, 0, 0, 0);
    assertThat(
            LayerRun.of(
                    ZeroPadding3D.of(Margin.of(0, 1), Margin.of(1, 0), Margin.of(0, 2)),
                    Shape.of(1, 1, 1, 1))
                .infer(oneTo(1)))
        .containsExactly(0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void croppingCutsOffEachSide() {
    assertThat(LayerRun.of(Cropping1D.of(Margin.of(1, 2)), Shape.of(4, 2)).infer(oneTo(16)))
        .containsExactly(3, 4, 11, 12);
    assertThat(
            LayerRun.of(Cropping2D.of(Margin.of(0, 1), Margin.of(2, 0)), Shape.of(2, 4, 1))
                .infer(oneTo(8)))
        .containsExactly(3, 4);
    assertThat(
            LayerRun.of(
                    Cropping3D.of(Margin.of(1, 0), Margin.of(0, 1), Margin.of(1, 1)),
                    Shape.of(2, 2, 3, 1))
                .infer(oneTo(12)))
        .containsExactly(8);
  }

  @Test
  void croppingUndoesPadding() {
    float[] values = oneTo(2 * 3 * 2 * 4 * 2);
    Margin a = Margin.of(1, 2);
    Margin b = Margin.of(0, 3);
    Margin c = Margin.of(2, 0);
    assertThat(
            LayerRun.of(
                    Sequential.of(
                        Input.of(3, 2, 4, 2), ZeroPadding3D.of(a, b, c), Cropping3D.of(a, b, c)))
                .infer(values))
        .isEqualTo(values);
  }

  @Test
  void upSamplingRepeatsEachValue() {
    assertThat(LayerRun.of(UpSampling1D.of(2), Shape.of(2, 2)).infer(oneTo(8)))
        .containsExactly(1, 2, 1, 2, 3, 4, 3, 4, 5, 6, 5, 6, 7, 8, 7, 8);
    assertThat(LayerRun.of(UpSampling2D.of(Size2D.of(2, 3)), Shape.of(2, 2, 1)).infer(oneTo(4)))
        .containsExactly(1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 3, 3, 3, 4, 4, 4);
    int[] in = {2, 3, 2, 2};
    int[] size = {3, 2, 2};
    float[] values = oneTo(2 * 2 * 3 * 2 * 2);
    float[] expected = new float[values.length * 12];
    int next = 0;
    for (int b = 0; b < 2; b++) {
      for (int d = 0; d < in[0] * size[0]; d++) {
        for (int h = 0; h < in[1] * size[1]; h++) {
          for (int w = 0; w < in[2] * size[2]; w++) {
            for (int c = 0; c < in[3]; c++) {
              int plane = b * in[0] + d / size[0];
              int pixel = (plane * in[1] + h / size[1]) * in[2] + w / size[2];
              expected[next++] = values[pixel * in[3] + c];
            }
          }
        }
      }
    }
    assertThat(LayerRun.of(UpSampling3D.of(Size3D.of(3, 2, 2)), Shape.of(2, 3, 2, 2)).infer(values))
        .isEqualTo(expected);
  }

  @Test
  void bilinearUpSamplingWeightsTheFourPixelsAround() {
    int height = 3;
    int width = 4;
    float[] image = new float[height * width];
    for (int i = 0; i < image.length; i++) {
      image[i] = i * i % 7;
    }
    int down = 2;
    int right = 3;
    float[] expected = new float[image.length * down * right];
    for (int i = 0; i < height * down; i++) {
      for (int j = 0; j < width * right; j++) {
        // The middle of the new pixel, in the old image, where middles lie at whole numbers.
        double y = Math.min(Math.max((i + 0.5) / down - 0.5, 0), height - 1);
        double x = Math.min(Math.max((j + 0.5) / right - 0.5, 0), width - 1);
        double sum = 0;
        for (int p = 0; p < image.length; p++) {
          int row = p / width;
          double near = Math.max(0, 1 - Math.abs(y - row));
          sum += near * Math.max(0, 1 - Math.abs(x - p % width)) * image[p];
        }
        expected[i * width * right + j] = (float) sum;
      }
    }
    UpSampling2D layer =
        UpSampling2D.of(Size2D.of(down, right)).withInterpolation(Interpolation.BILINEAR);
    assertThat(LayerRun.of(layer, Shape.of(height, width, 1)).infer(image))
        .containsExactly(expected, within(1e-5f));
    // By hand: the middles lie at -1/4, 1/4, 3/4 and 5/4 of the way from 0 to 8.
    assertThat(
            LayerRun.of(
                    UpSampling2D.of(Size2D.of(1, 2)).withInterpolation(Interpolation.BILINEAR),
                    Shape.of(1, 2, 1))
                .infer(new float[] {0, 8}))
        .containsExactly(0, 2, 6, 8);
  }

  static Stream<Arguments> layers() {
    UnaryOperator<UpSampling2D> bilinear = l -> l.withInterpolation(Interpolation.BILINEAR);
    return Stream.of(
        Arguments.of(Flatten.of(), Shape.of(2, 3), "[?, 6]"),
        Arguments.of(Flatten.of(), Shape.of(), "[?, 1]"),
        Arguments.of(Reshape.of(3, 2), Shape.of(2, 3), "[?, 3, 2]"),
        Arguments.of(Reshape.of(3, -1, 2), Shape.of(4, 3), "[?, 3, 2, 2]"),
        Arguments.of(Reshape.of(), Shape.of(1), "[?]"),
        Arguments.of(Permute.of(1), Shape.of(2), "[?, 2]"),
        Arguments.of(Permute.of(3, 1, 2), Shape.of(2, 3, 4), "[?, 4, 2, 3]"),
        Arguments.of(
            Permute.of(9, 8, 7, 6, 5, 4, 3, 2, 1),
            Shape.of(1, 2, 1, 2, 1, 2, 1, 2, 3),
            "[?, 3, 2, 1, 2, 1, 2, 1, 2, 1]"),
        Arguments.of(RepeatVector.of(3), Shape.of(4), "[?, 3, 4]"),
        Arguments.of(ZeroPadding1D.of(1), Shape.of(3, 2), "[?, 5, 2]"),
        Arguments.of(ZeroPadding1D.of(0), Shape.of(3, 2), "[?, 3, 2]"),
        Arguments.of(ZeroPadding2D.of(1), Shape.of(3, 2, 2), "[?, 5, 4, 2]"),
        Arguments.of(ZeroPadding2D.of(1, 2), Shape.of(3, 2, 2), "[?, 5, 6, 2]"),
        Arguments.of(
            ZeroPadding2D.of(Margin.of(1, 2), Margin.of(3, 0)), Shape.of(3, 2, 2), "[?, 6, 5, 2]"),
        Arguments.of(ZeroPadding3D.of(1), Shape.of(2, 1, 2, 1), "[?, 4, 3, 4, 1]"),
        Arguments.of(ZeroPadding3D.of(1, 0, 2), Shape.of(2, 1, 2, 1), "[?, 4, 1, 6, 1]"),
        Arguments.of(Cropping1D.of(1), Shape.of(3, 2), "[?, 1, 2]"),
        Arguments.of(Cropping2D.of(1), Shape.of(3, 4, 2), "[?, 1, 2, 2]"),
        Arguments.of(Cropping2D.of(0, 1), Shape.of(3, 4, 2), "[?, 3, 2, 2]"),
        Arguments.of(
            Cropping2D.of(Margin.of(1, 0), Margin.of(0, 2)), Shape.of(3, 4, 2), "[?, 2, 2, 2]"),
        Arguments.of(Cropping3D.of(1), Shape.of(3, 4, 3, 1), "[?, 1, 2, 1, 1]"),
        Arguments.of(Cropping3D.of(1, 0, 1), Shape.of(3, 2, 4, 1), "[?, 1, 2, 2, 1]"),
        Arguments.of(UpSampling1D.of(1), Shape.of(2, 3), "[?, 2, 3]"),
        Arguments.of(UpSampling1D.of(3), Shape.of(2, 3), "[?, 6, 3]"),
        Arguments.of(UpSampling2D.of(Size2D.of(2, 3)), Shape.of(2, 3, 2), "[?, 4, 9, 2]"),
        Arguments.of(bilinear.apply(UpSampling2D.of(2)), Shape.of(2, 3, 2), "[?, 4, 6, 2]"),
        Arguments.of(
            bilinear.apply(UpSampling2D.of(Size2D.of(3, 1))), Shape.of(2, 3, 2), "[?, 6, 3, 2]"),
        Arguments.of(UpSampling3D.of(2), Shape.of(1, 2, 2, 2), "[?, 2, 4, 4, 2]"),
        Arguments.of(UpSampling3D.of(Size3D.of(1, 3, 2)), Shape.of(1, 2, 2, 2), "[?, 1, 6, 4, 2]"));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void shapesAreKerasAndGradientsRight(UnaryLayer layer, Shape example, String output) {
    Shape batch = Shape.of(Shape.UNKNOWN_SIZE).append(example);
    assertThat(Shapes.format(layer.outputShape(batch))).isEqualTo(output);
    GradientCheck.check(layer, example);
  }

  @Test
  void tensorFlowHoldsAsManyAxesAsReshapeAllows() {
    long[] sizes = new long[252];
    Arrays.fill(sizes, 1);
    sizes[100] = 2;
    GradientCheck.check(Reshape.of(sizes), Shape.of(2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Reshape.of(new long[253]))
        .withMessage("targetShape: rank 253 (expected: at most 252)");
  }

  @Test
  void badArgumentsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Reshape.of(-1, 2, -1))
        .withMessage("targetShape: [-1, 2, -1] (expected: sizes >= 1, one of them may be -1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Reshape.of(0, 2))
        .withMessage("targetShape: [0, 2] (expected: sizes >= 1, one of them may be -1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Permute.of(1, 3))
        .withMessage("dims: [1, 3] (expected: each of 1 to 2 once)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Permute.of())
        .withMessage("dims: [] (expected: each of 1 to 1 once)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RepeatVector.of(0))
        .withMessage("n: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Margin.of(1, -2))
        .withMessage("margin: 1 before, -2 after (expected: both >= 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ZeroPadding2D.of(-1))
        .withMessage("margin: -1 before, -1 after (expected: both >= 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UpSampling1D.of(0))
        .withMessage("size: 0 (expected: >= 1)");
  }

  @Test
  void badShapesAreRefused() {
    assertRefused(
        Reshape.of(2, 4), Shape.of(6), "input [?, 6] (expected: 8 values an example, for [2, 4])");
    assertRefused(
        Reshape.of(4, -1),
        Shape.of(6),
        "input [?, 6] (expected: a multiple of 4 values an example, for [4, -1])");
    assertRefused(
        Reshape.of(Long.MAX_VALUE, 4, -1),
        Shape.of(6),
        "input [?, 6] (expected: a multiple of 9223372036854775807 values an example, for [9223372036854775807, 4, -1])");
    assertRefused(
        Permute.of(2, 1),
        Shape.of(6),
        "input [?, 6] (expected: rank 3, the batch and an axis for each of dims [2, 1])");
    assertRefused(
        RepeatVector.of(2),
        Shape.of(6, 2),
        "input [?, 6, 2] (expected: rank 2, [batch, features])");
    assertRefused(
        ZeroPadding2D.of(1),
        Shape.of(6, 2),
        "input [?, 6, 2] (expected: rank 4, [batch, height, width, channels])");
    assertRefused(
        Cropping1D.of(Margin.of(HUGE)),
        Shape.of(6, 2),
        "input [?, 6, 2] (expected: more than 4294967294 along axis 1, as that is cropped)");
    assertRefused(
        Cropping2D.of(1, 2),
        Shape.of(6, 4, 2),
        "input [?, 6, 4, 2] (expected: more than 4 along axis 2, as that is cropped)");
    assertRefused(
        UpSampling3D.of(2),
        Shape.of(6, 2),
        "input [?, 6, 2] (expected: rank 5, [batch, depth, height, width, channels])");
  }

  private static void assertRefused(UnaryLayer layer, Shape example, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> layer.outputShape(Shape.of(Shape.UNKNOWN_SIZE).append(example)))
        .withMessage(message);
  }

  @Test
  void outputsTooLargeForAnArrayAreRefusedByTheModel() {
    Stream.of(UpSampling3D.of(HUGE), ZeroPadding3D.of(HUGE))
        .forEach(
            layer ->
                assertThatIllegalArgumentException()
                    .isThrownBy(() -> Sequential.of(Input.of(5, 5, 5, 1), layer))
                    .withMessageContaining("at most 2147483647 values an example"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sequential.of(Input.of(2), RepeatVector.of(HUGE)))
        .withMessageContaining("at most 2147483647 values an example");
  }

  private static float[] oneTo(int count) {
    float[] values = new float[count];
    IntStream.range(0, count).forEach(i -> values[i] = i + 1);
    return values;
  }
}
