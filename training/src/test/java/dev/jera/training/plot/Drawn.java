package dev.jera.training.plot;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What a plot has become, read again. */
final class Drawn {
  private Drawn() {}

  static Document svg(Plot plot) throws Exception {
    return DocumentBuilderFactory.newDefaultNSInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(plot.svg().getBytes(StandardCharsets.UTF_8)));
  }

  static List<String> texts(Plot plot) throws Exception {
    return elements(svg(plot), "text").map(Element::getTextContent).toList();
  }

  static Stream<Element> elements(Document document, String name) {
    NodeList nodes = document.getElementsByTagName(name);
    return IntStream.range(0, nodes.getLength()).mapToObj(nodes::item).map(Element.class::cast);
  }

  /** The colour at a place in units, two pixels each. */
  static Color at(BufferedImage image, double x, double y) {
    return new Color(image.getRGB((int) (2 * x), (int) (2 * y)));
  }

  /** How many pixels have exactly this colour. */
  static long count(BufferedImage image, Color colour) {
    return IntStream.of(
            image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
        .filter(rgb -> rgb == colour.getRGB())
        .count();
  }
}
