package dev.jera.model.picture;

import dev.jera.model.picture.Layout.Place;
import dev.jera.model.picture.Layout.Point;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes a diagram as SVG. */
final class SvgWriter {
  private static final String LINE_COLOUR = "#616161";

  private final StringWriter text = new StringWriter();
  private final XMLStreamWriter xml;

  private SvgWriter() throws XMLStreamException {
    // The JDK's own: another one on the class path might write other bytes.
    xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
  }

  static String write(Diagram diagram) {
    try {
      SvgWriter writer = new SvgWriter();
      writer.document(diagram, Layout.of(diagram));
      return writer.text.toString();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("Model '%s': no SVG".formatted(diagram.title()), e);
    }
  }

  private void document(Diagram diagram, Layout layout) throws XMLStreamException {
    String width = number(layout.width());
    String height = number(layout.height());
    xml.writeStartDocument("UTF-8", "1.0");
    start("svg", "xmlns", "http://www.w3.org/2000/svg", "version", "1.1");
    attributes("width", width, "height", height);
    attributes("viewBox", "0 0 %s %s".formatted(width, height));
    attributes("font-family", Measures.FONT, "font-size", String.valueOf(Measures.FONT_SIZE));
    text("title", diagram.title());
    arrowhead();
    empty("rect", "width", width, "height", height, "fill", "#ffffff");
    start("g", "class", "arrows", "fill", "none", "stroke", LINE_COLOUR);
    for (List<Point> line : layout.lines()) {
      String points =
          line.stream()
              .map(point -> number(point.x()) + "," + number(point.y()))
              .collect(Collectors.joining(" "));
      empty("polyline", "points", points, "marker-end", "url(#arrowhead)");
    }
    end();
    for (int i = 0; i < diagram.boxes().size(); i++) {
      box(diagram.boxes().get(i), layout.boxes().get(i));
    }
    end();
    xml.writeCharacters("\n");
    xml.writeEndDocument();
  }

  private void arrowhead() throws XMLStreamException {
    start("defs");
    start("marker", "id", "arrowhead", "markerUnits", "userSpaceOnUse", "orient", "auto");
    attributes("markerWidth", "8", "markerHeight", "8", "refX", "8", "refY", "4");
    empty("path", "d", "M0,0 L8,4 L0,8 z", "fill", LINE_COLOUR);
    end();
    end();
  }

  private void box(Box box, Place place) throws XMLStreamException {
    String width = number(place.width());
    start("g", "class", box.role().toString());
    attributes("transform", "translate(%s,%s)".formatted(number(place.x()), number(place.y())));
    empty("rect", "width", width, "height", number(place.height()), "fill", "#ffffff");
    String header = String.valueOf(Measures.HEADER);
    empty("rect", "width", width, "height", header, "fill", box.role().colour());
    empty("rect", "width", width, "height", number(place.height()), "fill", "none");
    attributes("stroke", LINE_COLOUR);
    double y = Measures.HEADER - Measures.BASELINE - 3;
    label(Measures.PADDING, y, box.name(), "font-weight", "bold");
    label(place.width() - Measures.PADDING, y, box.type(), "text-anchor", "end");
    y = Measures.HEADER + Measures.BASELINE;
    for (Box.Row row : box.rows()) {
      y += Measures.ROW;
      label(Measures.PADDING, y - Measures.BASELINE, row.label(), "fill", LINE_COLOUR);
      label(Measures.SHAPES, y - Measures.BASELINE, row.shape());
    }
    end();
  }

  private void label(double x, double y, String label, String... attributes)
      throws XMLStreamException {
    if (!label.isEmpty()) {
      start("text", "x", number(x), "y", number(y));
      attributes(attributes);
      xml.writeCharacters(label);
      xml.writeEndElement();
    }
  }

  private void text(String element, String text) throws XMLStreamException {
    start(element);
    xml.writeCharacters(text);
    xml.writeEndElement();
  }

  private void start(String element, String... attributes) throws XMLStreamException {
    xml.writeCharacters("\n");
    xml.writeStartElement(element);
    attributes(attributes);
  }

  private void empty(String element, String... attributes) throws XMLStreamException {
    xml.writeCharacters("\n");
    xml.writeEmptyElement(element);
    attributes(attributes);
  }

  private void attributes(String... namesAndValues) throws XMLStreamException {
    for (int i = 0; i < namesAndValues.length; i += 2) {
      xml.writeAttribute(namesAndValues[i], namesAndValues[i + 1]);
    }
  }

  private void end() throws XMLStreamException {
    xml.writeCharacters("\n");
    xml.writeEndElement();
  }

  /** With one digit after the point, where it is not zero. */
  private static String number(double value) {
    double rounded = Math.round(value * 10) / 10.0;
    return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
  }
}
