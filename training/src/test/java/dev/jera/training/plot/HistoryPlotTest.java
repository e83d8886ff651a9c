package dev.jera.training.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.training.History;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryPlotTest {

  private static Map<String, Double> row(Object... namesAndValues) {
    Map<String, Double> row = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.put((String) namesAndValues[i], (Double) namesAndValues[i + 1]);
    }
    return row;
  }

  private static BufferedImage image(Double... losses) {
    return HistoryPlot.of(
            new History(List.of(losses).stream().map(loss -> Map.of("loss", loss)).toList()))
        .image();
  }

  @Test
  void aMetricSharesItsChartWithItsTwinAndTheLearningRateIsLast() throws Exception {
    Plot plot =
        HistoryPlot.of(
                new History(
                    List.of(
                        row("learning_rate", 0.1, "loss", 2.0, "accuracy", 0.5, "val_loss", 2.5),
                        row("learning_rate", 0.05, "loss", 1.0, "accuracy", 0.7, "val_loss", 1.5))))
            .withTitle("MNIST");
    assertThat(Drawn.texts(plot))
        .containsExactly("MNIST", "loss", "accuracy", "learning_rate", "training", "validation");
    assertThat(Drawn.count(plot.image(), Ink.TRAINING)).isPositive();
    assertThat(Drawn.count(plot.image(), Ink.VALIDATION)).isPositive();
  }

  @Test
  void withoutValidationThereIsNoLegend() throws Exception {
    Plot plot = HistoryPlot.of(new History(List.of(row("loss", 2.0), row("loss", 1.0))));
    assertThat(Drawn.texts(plot)).containsExactly("loss");
    assertThat(Drawn.count(plot.image(), Ink.VALIDATION)).isZero();
  }

  @Test
  void moreChartsMakeThePictureLarger() {
    Plot one = HistoryPlot.of(new History(List.of(row("loss", 1.0))));
    Plot two = HistoryPlot.of(new History(List.of(row("loss", 1.0, "mae", 1.0))));
    Plot three = HistoryPlot.of(new History(List.of(row("loss", 1.0, "mae", 1.0, "mse", 1.0))));
    assertThat(two.size().width).isEqualTo(2 * one.size().width);
    assertThat(three.size().width).isEqualTo(two.size().width);
    assertThat(three.size().height).isEqualTo(2 * two.size().height);
  }

  @Test
  void fallingLossRunsFromTheUpperLeftToTheLowerRight() {
    BufferedImage image = image(3.0, 2.0, -1.0);
    int[] first = firstPixel(image, Ink.TRAINING);
    int[] last = lastPixel(image, Ink.TRAINING);
    assertThat(first[0]).isLessThan(last[0] - image.getWidth() / 2);
    assertThat(first[1]).isLessThan(last[1] - image.getHeight() / 2);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0, -3, 1e-9, 1e12})
  void oneEpochIsADotInTheMiddle(double loss) {
    BufferedImage image = image(loss);
    int[] first = firstPixel(image, Ink.TRAINING);
    assertThat(first[1]).isBetween(image.getHeight() / 4, 3 * image.getHeight() / 4);
    assertThat(first[0]).isBetween(image.getWidth() / 3, 2 * image.getWidth() / 3);
    // Below and above it runs the line of its tick.
    BufferedImage around = image.getSubimage(first[0], 0, 12, image.getHeight());
    assertThat(Drawn.count(around, Ink.LINE)).isGreaterThan(image.getHeight() / 2);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void whatIsNotFiniteIsAGap(double loss) {
    long whole = Drawn.count(image(1.0, 2.0, 3.0, 4.0, 5.0), Ink.TRAINING);
    assertThat(Drawn.count(image(1.0, 2.0, loss, 4.0, 5.0), Ink.TRAINING))
        .isBetween(whole / 4, 3 * whole / 4);
    assertThat(Drawn.count(image(loss, loss), Ink.TRAINING)).isZero();
  }

  @Test
  void epochWithoutAValueIsAGap() {
    BufferedImage gap =
        HistoryPlot.of(
                new History(
                    List.of(
                        row("loss", 1.0, "val_loss", 1.0),
                        row("loss", 1.0),
                        row("loss", 1.0, "val_loss", 1.0))))
            .image();
    assertThat(Drawn.count(gap, Ink.VALIDATION)).isPositive();
    assertThat(Drawn.count(gap, Ink.VALIDATION)).isLessThan(Drawn.count(gap, Ink.TRAINING));
  }

  @Test
  void emptyHistoriesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HistoryPlot.of(new History(List.of())))
        .withMessage("history: no rows (expected: at least one epoch)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HistoryPlot.of(new History(List.of(Map.of()))))
        .withMessage("history: rows without values (expected: at least a loss)");
  }

  /** The leftmost pixel of this colour, as x and y. */
  private static int[] firstPixel(BufferedImage image, Color colour) {
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        if (image.getRGB(x, y) == colour.getRGB()) {
          return new int[] {x, y};
        }
      }
    }
    throw new AssertionError("no pixel of " + colour);
  }

  /** The rightmost one. */
  private static int[] lastPixel(BufferedImage image, Color colour) {
    for (int x = image.getWidth() - 1; x >= 0; x--) {
      for (int y = 0; y < image.getHeight(); y++) {
        if (image.getRGB(x, y) == colour.getRGB()) {
          return new int[] {x, y};
        }
      }
    }
    throw new AssertionError("no pixel of " + colour);
  }
}
