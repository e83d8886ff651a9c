package dev.jera.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrowthPlotTest {

  @Test
  void everyChartHasBothColours() {
    BufferedImage image = new GrowthPlot(GrowthReports.regular()).image();

    assertThat(pixels(image, 0x0072b2)).isGreaterThan(5_000);
    assertThat(pixels(image, 0xd55e00)).isGreaterThan(4_000);
    assertThat(pixels(image, 0x009e73)).isGreaterThan(500);
  }

  @Test
  void whatWasNotMeasuredHasNoCurve() {
    GrowthReport all = GrowthReports.regular();
    GrowthReport some =
        new GrowthReport(
            all.machine(),
            all.rounds(),
            all.steps(),
            all.speeds().subList(0, all.speeds().size() - 1),
            List.of(),
            List.of());

    assertThat(pixels(new GrowthPlot(some).image(), 0x009e73)).isZero();
  }

  private static long pixels(BufferedImage image, int colour) {
    return IntStream.range(0, image.getHeight())
        .mapToLong(
            y ->
                IntStream.range(0, image.getWidth())
                    .filter(x -> (image.getRGB(x, y) & 0xffffff) == colour)
                    .count())
        .sum();
  }
}
