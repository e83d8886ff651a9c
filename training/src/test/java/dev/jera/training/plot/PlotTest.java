package dev.jera.training.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jera.runtime.JeraException;
import dev.jera.training.metric.ConfusionMatrix;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

class PlotTest {
  private static final Plot PLOT =
      ConfusionMatrixPlot.of(ConfusionMatrix.of(new long[][] {{3, 1}, {0, 4}}))
          .withTitle("cats & <dogs>");

  @TempDir Path directory;

  @Test
  void pngHasTwoPixelsForEachUnitAndReplacesWhatWasThere() throws Exception {
    Path file = Files.writeString(directory.resolve("plot.png"), "old");
    PLOT.write(file);
    BufferedImage read = ImageIO.read(file.toFile());
    assertThat(read.getWidth()).isEqualTo(2 * PLOT.size().width);
    assertThat(read.getHeight()).isEqualTo(2 * PLOT.size().height);
    assertThat(read.getRGB(0, 0)).isEqualTo(0xffffffff);
    assertThat(directory.toFile().list()).containsExactly("plot.png");
  }

  @Test
  void svgIsXmlWithTitleAndSize() throws Exception {
    Path file = directory.resolve("made/on/the/way/PLOT.SVG");
    PLOT.write(file);
    assertThat(file).hasContent(PLOT.svg());
    Element root = Drawn.svg(PLOT).getDocumentElement();
    assertThat(root.getNamespaceURI()).isEqualTo("http://www.w3.org/2000/svg");
    assertThat(root.getAttribute("viewBox"))
        .isEqualTo("0 0 %d %d".formatted(PLOT.size().width, PLOT.size().height));
    assertThat(root.getFirstChild().getNodeName()).isEqualTo("title");
    assertThat(root.getFirstChild().getTextContent()).isEqualTo("cats & <dogs>");
  }

  @Test
  void svgNamesNothingOnTheNetwork() {
    assertThat(PLOT.svg()).doesNotContain("<!DOCTYPE");
  }

  @Test
  void samePlotGivesTheSameText() {
    assertThat(PLOT.svg()).isEqualTo(PLOT.svg());
  }

  @ParameterizedTest
  @ValueSource(strings = {"plot.jpg", "plot", "png", "plot.svg.gz"})
  void otherEndingsAreRefused(String name) {
    Path file = directory.resolve(name);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PLOT.write(file))
        .withMessage("file: %s (expected: a name that ends with .png or .svg)".formatted(file));
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void placeThatCannotBeWrittenIsNamedAndNothingIsLeft() throws Exception {
    Path file = Files.createDirectory(directory.resolve("plot.png"));
    assertThatThrownBy(() -> PLOT.write(file))
        .isInstanceOf(JeraException.class)
        .hasMessageStartingWith(file + " cannot be written: ");
    assertThat(directory.toFile().list()).containsExactly("plot.png");
  }
}
