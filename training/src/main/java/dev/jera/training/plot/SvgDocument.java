package dev.jera.training.plot;

import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.StringWriter;
import java.util.Base64;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.svggen.DefaultImageHandler;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Draws plots as SVG, with texts as texts and images inside. */
final class SvgDocument {
  private static final String NAMESPACE = "http://www.w3.org/2000/svg";

  private SvgDocument() {}

  static String of(Plot plot) {
    Bitmap.checkDrawable();
    try {
      Document document =
          DocumentBuilderFactory.newDefaultNSInstance()
              .newDocumentBuilder()
              .getDOMImplementation()
              .createDocument(NAMESPACE, "svg", null);
      return write(plot, document);
    } catch (ParserConfigurationException | TransformerException e) {
      throw new IllegalStateException("Plot '%s': no SVG".formatted(plot.title()), e);
    }
  }

  private static String write(Plot plot, Document document) throws TransformerException {
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
    context.setImageHandler(new EmbeddedPng());
    var graphics = new SVGGraphics2D(context, false);
    graphics.setSVGCanvasSize(plot.size());
    plot.draw(graphics);
    Element root = graphics.getRoot();
    root.setAttribute("viewBox", "0 0 %d %d".formatted(plot.size().width, plot.size().height));
    if (!plot.title().isEmpty()) {
      Element title = document.createElementNS(NAMESPACE, "title");
      title.setTextContent(plot.title());
      root.insertBefore(title, root.getFirstChild());
    }
    // Not by Batik's stream, which names a DTD that parsers would look for on the network.
    var text = new StringWriter();
    Transformer transformer = TransformerFactory.newDefaultInstance().newTransformer();
    transformer.transform(new DOMSource(root), new StreamResult(text));
    return text.toString();
  }

  /** Batik's own handler looks for a PNG writer in a further library; the JDK has one. */
  private static final class EmbeddedPng extends DefaultImageHandler {
    @Override
    protected void handleHREF(Image image, Element element, SVGGeneratorContext context) {
      String png = Base64.getEncoder().encodeToString(Bitmap.png((BufferedImage) image));
      element.setAttributeNS(
          "http://www.w3.org/1999/xlink", "xlink:href", "data:image/png;base64," + png);
    }
  }
}
