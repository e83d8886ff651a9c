package dev.jera.model.layer.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jera.model.GradientCheck;
import dev.jera.model.Input;
import dev.jera.model.Layer;
import dev.jera.model.LayerRun;
import dev.jera.model.layer.Interpolation;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;

/** What is done to data at inference, too. */
class PreprocessingTest {

  @Test
  void rescalingRefusesWhatIsNotFinite() {
    assertThatThrownBy(() -> Rescaling.of(Double.NaN)).hasMessage("scale: NaN (expected: finite)");
    assertThatThrownBy(() -> Rescaling.of(1, Double.POSITIVE_INFINITY))
        .hasMessage("offset: Infinity (expected: finite)");
    GradientCheck.check(Rescaling.of(2, -1), Shape.of(2, 3));
  }

  @Test
  void normalizationTakesTheMeanAndDividesByTheDeviation() {
    Normalization layer = Normalization.of(List.of(1.0, -2.0), List.of(4.0, 0.25));
    float[] x = {1, -2, 5, -1, -3, 0};
    float[] y = {0, 0, 2, 2, -2, 4};
    assertThat(infer(layer, Shape.of(3, 2), x)).containsExactly(y);
    assertThat(infer(layer.withInvert(true), Shape.of(3, 2), y)).containsExactly(x);
    assertThat(infer(Normalization.of(3, 4), Shape.of(3), 1, 3, 7)).containsExactly(-1, 0, 2);
    assertThat(infer(Normalization.of(3, 0), Shape.of(2), 3, 4))
        .as("no variance")
        .containsExactly(0, 1e7f);
    assertThat(LayerRun.of(layer, Shape.of(2)).train(1, 0, x)).isEqualTo(y);
  }

  @Test
  void normalizationHasRightGradients() {
    Normalization layer = Normalization.of(List.of(1.0, -2.0), List.of(4.0, 0.25));
    GradientCheck.check(layer, Shape.of(3, 2));
    GradientCheck.check(layer.withInvert(true), Shape.of(3, 2));
  }

  @Test
  void normalizationWorksAtAnyRank() {
    long[] ones = new long[200];
    java.util.Arrays.fill(ones, 1);
    assertThat(infer(Normalization.of(1, 4), Shape.of(ones), 5)).containsExactly(2);
  }

  @Test
  void normalizationAdaptsToExamplesOfAnyNumbers() {
    double[][] rows = {{0, 7}, {2, 9}, {0, 7}, {6, 9}};
    Normalization expected = Normalization.of(List.of(2.0, 8.0), List.of(6.0, 1.0));
    assertThat(Normalization.adapt(StdArrays.ndCopyOf(rows))).isEqualTo(expected);
    float[][][] floats = {{{0, 7}, {2, 9}}, {{0, 7}, {6, 9}}};
    assertThat(Normalization.adapt(StdArrays.ndCopyOf(floats))).isEqualTo(expected);
    assertThat(
            Normalization.adapt(StdArrays.ndCopyOf(new int[][] {{0, 7}, {2, 9}, {0, 7}, {6, 9}})))
        .isEqualTo(expected);
    assertThat(
            Normalization.adapt(StdArrays.ndCopyOf(new long[][] {{0, 7}, {2, 9}, {0, 7}, {6, 9}})))
        .isEqualTo(expected);
    assertThat(Normalization.adapt(StdArrays.ndCopyOf(new byte[][] {{(byte) 250}, {4}})))
        .as("bytes are 0 to 255, as in images")
        .isEqualTo(Normalization.of(127, 123 * 123));
    FloatNdArray cube = StdArrays.ndCopyOf(floats);
    try (TFloat32 tensor = TFloat32.tensorOf(cube)) {
      assertThat(Normalization.adapt(tensor)).isEqualTo(expected);
      tensor.close();
      assertThatThrownBy(() -> Normalization.adapt(tensor))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void adaptingKeepsASmallVarianceFarFromZero() {
    double[][] rows = new double[1000][1];
    for (int i = 0; i < rows.length; i++) {
      rows[i][0] = 1e9 + i % 2;
    }
    Normalization layer = Normalization.adapt(StdArrays.ndCopyOf(rows));
    assertThat(layer.mean().get(0)).isCloseTo(1e9 + 0.5, within(1e-6));
    assertThat(layer.variance().get(0)).isCloseTo(0.25, within(1e-6));
  }

  @Test
  void normalizationRefusesNumbersWithoutSense() {
    assertThatThrownBy(() -> Normalization.of(List.of(1.0), List.of(1.0, 2.0)))
        .hasMessage("mean: 1 numbers, variance: 2 (expected: as many, at least 1)");
    assertThatThrownBy(() -> Normalization.of(0, -1))
        .hasMessage("variance: -1.0 (expected: >= 0, finite)");
    assertThatThrownBy(() -> Normalization.of(Double.NaN, 1))
        .hasMessage("mean: NaN (expected: finite)");
    assertThatThrownBy(() -> Normalization.adapt(StdArrays.ndCopyOf(new float[][] {{Float.NaN}})))
        .hasMessage("mean: NaN (expected: finite)");
    assertThatThrownBy(() -> Normalization.adapt(NdArrays.vectorOf(1f, 2f)))
        .hasMessage("examples: [2] (expected: [examples, ..., features], at least one)");
    assertThatThrownBy(() -> Normalization.adapt(StdArrays.ndCopyOf(new boolean[][] {{true}})))
        .hasMessageEndingWith("(expected: float, double, int, long or byte elements)");
    assertThatThrownBy(
            () -> Normalization.of(List.of(1.0, 2.0), List.of(1.0, 2.0)).on(Input.of(3).tensor()))
        .hasMessage(
            "Layer 'normalization' after the input: input [?, 3] (expected: [batch, ..., 2])");
  }

  @ParameterizedTest
  @CsvSource({"4,3,9,7", "4,3,4,3", "8,6,3,5", "1,1,3,2", "5,7,1,1"})
  void resizingSamplesBetweenTheCentersOfPixels(
      int height, int width, int newHeight, int newWidth) {
    int channels = 2;
    float[] x = normal(2 * height * width * channels);
    Resizing layer = Resizing.of(newHeight, newWidth);
    float[] linear = infer(layer, Shape.of(height, width, channels), x);
    float[] nearest =
        infer(layer.withInterpolation(Interpolation.NEAREST), Shape.of(height, width, channels), x);
    int at = 0;
    for (int example = 0; example < 2; example++) {
      for (int i = 0; i < newHeight; i++) {
        for (int j = 0; j < newWidth; j++) {
          double row = (i + 0.5) * height / newHeight - 0.5;
          double column = (j + 0.5) * width / newWidth - 0.5;
          for (int c = 0; c < channels; c++, at++) {
            int top = (int) Math.floor(row);
            int left = (int) Math.floor(column);
            double expected = 0;
            for (int corner = 0; corner < 4; corner++) {
              int r = top + corner / 2;
              int s = left + corner % 2;
              expected +=
                  (1 - Math.abs(row - r))
                      * (1 - Math.abs(column - s))
                      * pixel(x, example, r, s, c, height, width, channels);
            }
            assertThat((double) linear[at]).isCloseTo(expected, within(1e-5));
            assertThat(nearest[at])
                .isEqualTo(
                    pixel(
                        x,
                        example,
                        (int) Math.floor(row + 0.5),
                        (int) Math.floor(column + 0.5),
                        c,
                        height,
                        width,
                        channels));
          }
        }
      }
    }
    assertThat(linear).hasSize(at);
  }

  private static float pixel(
      float[] x,
      int example,
      int row,
      int column,
      int channel,
      int height,
      int width,
      int channels) {
    int r = Math.max(0, Math.min(height - 1, row));
    int s = Math.max(0, Math.min(width - 1, column));
    return x[((example * height + r) * width + s) * channels + channel];
  }

  @Test
  void resizingMayCropToTheAspectRatioFirst() {
    Resizing layer = Resizing.of(1, 1).withCropToAspectRatio(true);
    assertThat(infer(layer, Shape.of(2, 5, 1), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9))
        .as("columns 1 and 2: of 3 too many, 1 goes left")
        .containsExactly((1 + 2 + 6 + 7) / 4f);
    assertThat(infer(Resizing.of(1, 5), Shape.of(2, 5, 1), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9))
        .containsExactly(2.5f, 3.5f, 4.5f, 5.5f, 6.5f);
    assertThat(
            infer(
                Resizing.of(1, 9).withCropToAspectRatio(true), Shape.of(2, 3, 1), 1, 2, 3, 4, 5, 6))
        .as("less than a row is a row, the upper one")
        .startsWith(1)
        .endsWith(3);
  }

  @ParameterizedTest
  @CsvSource({"NEAREST,5,3", "NEAREST,2,2", "BILINEAR,5,3", "BILINEAR,2,2"})
  void resizingHasRightGradients(Interpolation interpolation, int height, int width) {
    GradientCheck.check(
        Resizing.of(height, width).withInterpolation(interpolation), Shape.of(3, 4, 2));
  }

  @Test
  void centerCropTakesTheMiddle() {
    float[] x = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    assertThat(infer(CenterCrop.of(1, 2), Shape.of(3, 4, 1), x)).containsExactly(5, 6);
    assertThat(infer(CenterCrop.of(2, 1), Shape.of(3, 4, 1), x))
        .as("up and left where there is no middle")
        .containsExactly(1, 5);
    assertThat(infer(CenterCrop.of(3, 4), Shape.of(3, 4, 1), x)).containsExactly(x);
    GradientCheck.check(CenterCrop.of(2, 1), Shape.of(3, 4, 2));
  }

  @Test
  void centerCropResizesWhatIsTooSmall() {
    float[] x = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    assertThat(infer(CenterCrop.of(6, 6), Shape.of(3, 4, 1), x))
        .as("the left three columns, twice as large")
        .isEqualTo(infer(Resizing.of(6, 6), Shape.of(3, 3, 1), 0, 1, 2, 4, 5, 6, 8, 9, 10));
    GradientCheck.check(CenterCrop.of(6, 6), Shape.of(3, 4, 1));
  }

  @Test
  void imagesMustBeImages() {
    assertThatThrownBy(() -> Resizing.of(0, 3)).hasMessage("size: 0 x 3 (expected: both >= 1)");
    assertThatThrownBy(() -> CenterCrop.of(3, -1)).hasMessage("size: 3 x -1 (expected: both >= 1)");
    for (Layer layer : List.of(Resizing.of(2, 2), CenterCrop.of(2, 2))) {
      assertThatThrownBy(() -> layer.on(Input.of(4, 4).tensor()))
          .hasMessageEndingWith(
              "input [?, 4, 4] (expected: rank 4, [batch, height, width, channels])");
    }
    Resizing nearest = Resizing.of(2, 2).withInterpolation(Interpolation.NEAREST);
    assertThatThrownBy(() -> nearest.on(Input.of(1, 1 << 24, 1).tensor()))
        .hasMessageEndingWith(
            "input [?, 1, 16777216, 1] (expected: height and width below 16777216 for NEAREST)");
    assertThat(Resizing.of(2, 3).outputShape(Shape.of(7, 8, 9, 4))).isEqualTo(Shape.of(7, 2, 3, 4));
  }

  private static float[] normal(int count) {
    Random random = new Random(3);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] infer(Layer layer, Shape example, float... values) {
    return LayerRun.of(layer, example).infer(values);
  }
}
