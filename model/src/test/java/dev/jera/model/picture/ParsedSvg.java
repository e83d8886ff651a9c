package dev.jera.model.picture;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import dev.jera.model.Model;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** A model's SVG, read again. */
record ParsedSvg(Document document) {

  static ParsedSvg of(Model model) throws Exception {
    byte[] svg = ModelPicture.svg(model).getBytes(UTF_8);
    return new ParsedSvg(
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg)));
  }

  Rectangle2D viewBox() {
    List<String> view =
        Splitter.on(' ').splitToList(document.getDocumentElement().getAttribute("viewBox"));
    return new Rectangle2D.Double(
        0, 0, Double.parseDouble(view.get(2)), Double.parseDouble(view.get(3)));
  }

  /** The groups that are boxes, in the model's order. */
  List<Element> groups() {
    return elements(document.getElementsByTagName("g"))
        .filter(group -> group.hasAttribute("transform"))
        .toList();
  }

  List<Rectangle2D> boxes() {
    return groups().stream().map(ParsedSvg::box).toList();
  }

  List<List<Point2D>> lines() {
    return elements(document.getElementsByTagName("polyline"))
        .map(line -> Splitter.on(' ').splitToStream(line.getAttribute("points")))
        .map(points -> points.map(ParsedSvg::point).toList())
        .toList();
  }

  static List<String> texts(Element group) {
    return elements(group.getElementsByTagName("text")).map(Element::getTextContent).toList();
  }

  static List<String> fills(Element group) {
    return elements(group.getElementsByTagName("rect"))
        .map(rect -> rect.getAttribute("fill"))
        .toList();
  }

  private static Rectangle2D box(Element group) {
    Point2D corner = point(group.getAttribute("transform").replaceAll("translate\\(|\\)", ""));
    Element frame = (Element) group.getElementsByTagName("rect").item(0);
    return new Rectangle2D.Double(
        corner.getX(),
        corner.getY(),
        Double.parseDouble(frame.getAttribute("width")),
        Double.parseDouble(frame.getAttribute("height")));
  }

  private static Point2D point(String text) {
    List<String> numbers = Splitter.on(',').splitToList(text);
    return new Point2D.Double(
        Double.parseDouble(numbers.get(0)), Double.parseDouble(numbers.get(1)));
  }

  private static Stream<Element> elements(NodeList nodes) {
    return IntStream.range(0, nodes.getLength()).mapToObj(nodes::item).map(Element.class::cast);
  }
}
