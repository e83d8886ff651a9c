package dev.jera.model.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.model.Model;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

class SvgPictureTest {
  /** Numbers are written with one digit after the point. */
  private static final double ROUNDING = 0.11;

  static Stream<Model> models() {
    return Stream.of(
        PictureModels.residual(),
        PictureModels.unet(),
        PictureModels.siamese(),
        PictureModels.recurrent(),
        PictureModels.odd());
  }

  @ParameterizedTest
  @MethodSource("models")
  void eachLayerHasABoxWithinThePictureAndApartFromOthers(Model model) throws Exception {
    ParsedSvg svg = ParsedSvg.of(model);
    List<Rectangle2D> boxes = svg.boxes();
    assertThat(svg.groups().stream().map(box -> ParsedSvg.texts(box).get(0)))
        .hasSameSizeAs(model.nodes())
        .doesNotHaveDuplicates();
    assertThat(boxes).allMatch(svg.viewBox()::contains);
    for (int i = 0; i < boxes.size(); i++) {
      assertThat(boxes.subList(0, i)).noneMatch(boxes.get(i)::intersects);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void eachTensorHasAnArrowFromBoxToBox(Model model) throws Exception {
    ParsedSvg svg = ParsedSvg.of(model);
    List<Diagram.Arrow> drawn =
        svg.lines().stream()
            .map(
                line ->
                    new Diagram.Arrow(
                        touched(svg.boxes(), line.get(0)),
                        touched(svg.boxes(), line.get(line.size() - 1))))
            .toList();
    List<Diagram.Arrow> expected = new ArrayList<>();
    for (Model.Call call : model.calls()) {
      for (Model.Port port : call.inputs()) {
        expected.add(new Diagram.Arrow(model.calls().get(port.call()).node(), call.node()));
      }
    }
    assertThat(drawn).containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @MethodSource("models")
  void arrowsPassBetweenBoxesWithinThePicture(Model model) throws Exception {
    ParsedSvg svg = ParsedSvg.of(model);
    for (List<Point2D> line : svg.lines()) {
      assertThat(line).allMatch(svg.viewBox()::contains);
      for (int i = 1; i < line.size(); i++) {
        Line2D part = new Line2D.Double(line.get(i - 1), line.get(i));
        assertThat(svg.boxes()).noneMatch(box -> part.intersects(grown(box, -1)));
      }
    }
  }

  @Test
  void boxesSayNameTypeAndShapes() throws Exception {
    Element dense = ParsedSvg.of(PictureModels.residual()).groups().get(3);
    assertThat(ParsedSvg.texts(dense))
        .containsExactly("dense_1", "Dense", "input", "(None, 8)", "output", "(None, 2)");
  }

  @Test
  void inputsOutputsAndFrozenLayersAreToldByColour() throws Exception {
    List<Element> boxes = ParsedSvg.of(PictureModels.siamese().freeze("encoder")).groups();
    assertThat(boxes.stream().map(box -> box.getAttribute("class")))
        .containsExactly("input", "input", "frozen", "layer", "output", "output");
    assertThat(boxes.stream().map(box -> ParsedSvg.fills(box).get(1)))
        .containsExactly("#c8e6c9", "#c8e6c9", "#dcdcdc", "#d4e4f7", "#ffe0b2", "#ffe0b2");
  }

  @Test
  void oddTypeNamesArriveAsTheyAre() throws Exception {
    Element odd = ParsedSvg.of(PictureModels.odd()).groups().get(1);
    assertThat(ParsedSvg.texts(odd)).contains("A<B> & \"C\" \\N ' \uFFFD \u5C64 ]]> end");
  }

  /** The only box at whose edge a point lies. */
  private static int touched(List<Rectangle2D> boxes, Point2D point) {
    int[] found =
        IntStream.range(0, boxes.size())
            .filter(i -> grown(boxes.get(i), ROUNDING).contains(point))
            .filter(i -> !grown(boxes.get(i), -ROUNDING).contains(point))
            .toArray();
    assertThat(found).as("boxes at %s", point).hasSize(1);
    return found[0];
  }

  private static Rectangle2D grown(Rectangle2D box, double by) {
    return new Rectangle2D.Double(
        box.getX() - by, box.getY() - by, box.getWidth() + 2 * by, box.getHeight() + 2 * by);
  }
}
