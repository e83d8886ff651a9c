package dev.jera.training.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.training.metric.ConfusionMatrix;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionMatrixPlotTest {
  private static final ConfusionMatrix MATRIX = ConfusionMatrix.of(new long[][] {{50, 0}, {1, 3}});

  @Test
  void numbersAndNamesOfBothAxesAreWritten() throws Exception {
    assertThat(
            Drawn.texts(
                ConfusionMatrixPlot.of(MATRIX, List.of("ham", "spam")).withTitle("Letters")))
        .containsExactlyInAnyOrder(
            "Letters", "50", "0", "1", "3", "ham", "spam", "ham", "spam", "true", "predicted");
  }

  @Test
  void cellIsAsDarkAsItsShareOfTheTrueClass() {
    BufferedImage image = ConfusionMatrixPlot.of(MATRIX).image();
    // Two cells of 84 units from the right, and from the top, beside margins of 16.
    int left = image.getWidth() / 2 - 16 - 2 * 84;
    Color all = new Color(0x084594);
    assertThat(Drawn.at(image, left + 4, 16 + 4)).isEqualTo(all);
    assertThat(Drawn.at(image, left + 84 + 4, 16 + 4)).isEqualTo(Color.WHITE);
    // A quarter of the way from 255 to 8, 69 and 148; then three quarters.
    assertThat(Drawn.at(image, left + 4, 16 + 84 + 4)).isEqualTo(new Color(193, 209, 228));
    assertThat(Drawn.at(image, left + 84 + 4, 16 + 84 + 4)).isEqualTo(new Color(70, 116, 175));
  }

  @Test
  void cellsAreWideEnoughForTheirNumbers() {
    long count = 123_456_789_012L;
    Plot plot = ConfusionMatrixPlot.of(ConfusionMatrix.of(new long[][] {{count, 0}, {0, count}}));
    assertThat(plot.size().width)
        .isGreaterThan((int) (2 * Ink.width(Ink.TEXT, Long.toString(count))));
  }

  @Test
  void unequalLengthsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfusionMatrixPlot.of(MATRIX, List.of("ham")))
        .withMessage("classNames: 1 (expected: 2, as many as classes)");
  }
}
