package dev.jera.training.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.Color;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

class FilterGridTest {
  /** Where the first filter begins; two weights are 28 units each, and 10 lie between filters. */
  private static final int MARGIN = 16;

  @Test
  void eachFilterIsBlackAtItsLeastAndWhiteAtItsGreatestWeight() {
    // Filter 0 is -1, 0, 1, 3 and filter 1 is 40, 30, 20, 10, row by row.
    FloatNdArray kernel = NdArrays.ofFloats(Shape.of(2, 2, 1, 2));
    float[][] filters = {{-1, 0, 1, 3}, {40, 30, 20, 10}};
    for (int i = 0; i < 4; i++) {
      kernel.setFloat(filters[0][i], i / 2, i % 2, 0, 0);
      kernel.setFloat(filters[1][i], i / 2, i % 2, 0, 1);
    }
    BufferedImage image = FilterGrid.of(kernel).image();
    assertThat(Drawn.at(image, MARGIN + 27, MARGIN + 27)).isEqualTo(Color.BLACK);
    assertThat(Drawn.at(image, MARGIN + 29, MARGIN + 27)).isEqualTo(new Color(64, 64, 64));
    assertThat(Drawn.at(image, MARGIN + 1, MARGIN + 55)).isEqualTo(new Color(128, 128, 128));
    assertThat(Drawn.at(image, MARGIN + 29, MARGIN + 29)).isEqualTo(Color.WHITE);
    int second = MARGIN + 56 + 10;
    assertThat(Drawn.at(image, second + 1, MARGIN + 1)).isEqualTo(Color.WHITE);
    assertThat(Drawn.at(image, second + 55, MARGIN + 55)).isEqualTo(Color.BLACK);
  }

  @Test
  void threeChannelsAreColoursOverOneRange() {
    FloatNdArray kernel = NdArrays.ofFloats(Shape.of(1, 1, 3, 1));
    kernel.setFloat(-2, 0, 0, 0, 0).setFloat(0, 0, 0, 1, 0).setFloat(2, 0, 0, 2, 0);
    assertThat(Drawn.at(FilterGrid.of(kernel).image(), MARGIN + 28, MARGIN + 28))
        .isEqualTo(new Color(0, 128, 255));
  }

  @Test
  void equalWeightsAreGrey() {
    BufferedImage image = FilterGrid.of(NdArrays.ofFloats(Shape.of(3, 3, 1, 1))).image();
    assertThat(Drawn.at(image, MARGIN + 28, MARGIN + 28)).isEqualTo(new Color(128, 128, 128));
  }

  @Test
  void columnsWrap() {
    FilterGrid grid = FilterGrid.of(NdArrays.ofFloats(Shape.of(2, 2, 1, 5)));
    assertThat(grid.size().width).isEqualTo(2 * MARGIN + 5 * 56 + 4 * 10);
    assertThat(grid.size().height).isEqualTo(2 * MARGIN + 56);
    assertThat(grid.withColumns(2).size().width).isEqualTo(2 * MARGIN + 2 * 56 + 10);
    assertThat(grid.withColumns(2).size().height).isEqualTo(2 * MARGIN + 3 * 56 + 2 * 10);
  }

  @Test
  void badKernelsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FilterGrid.of(NdArrays.ofFloats(Shape.of(3, 3, 32, 64))))
        .withMessage(
            "kernel: [3, 3, 32, 64] (expected: [height, width, 1 or 3, filters], that of a first"
                + " layer)");
    FloatNdArray kernel = NdArrays.ofFloats(Shape.of(1, 2, 1, 2));
    kernel.setFloat(Float.NaN, 0, 1, 0, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FilterGrid.of(kernel))
        .withMessage("kernel: filter 1: a weight of NaN (expected: finite)");
  }
}
