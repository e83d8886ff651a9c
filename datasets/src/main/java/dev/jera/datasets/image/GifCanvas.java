package dev.jera.datasets.image;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;

/**
 * The logical screen of a GIF, on which its first frame has a place: the size of the image is the
 * screen's. What the frame leaves free is transparent, as browsers have it.
 *
 * @see <a href="https://www.w3.org/Graphics/GIF/spec-gif89a.txt">GIF89a, 18 and 20</a>
 */
final class GifCanvas {

  private GifCanvas() {}

  /** The screen as the first frame sees it, whose left upper corner is 0, 0; holds all of it. */
  static Rectangle around(ImageReader reader) throws IOException {
    IIOMetadataNode screen = node(reader.getStreamMetadata(), "LogicalScreenDescriptor");
    IIOMetadataNode frame = node(reader.getImageMetadata(0), "ImageDescriptor");
    return new Rectangle(
            -number(frame, "imageLeftPosition"),
            -number(frame, "imageTopPosition"),
            number(screen, "logicalScreenWidth"),
            number(screen, "logicalScreenHeight"))
        .union(new Rectangle(reader.getWidth(0), reader.getHeight(0)));
  }

  private static IIOMetadataNode node(IIOMetadata metadata, String name) {
    var tree = (IIOMetadataNode) metadata.getAsTree(metadata.getNativeMetadataFormatName());
    return (IIOMetadataNode) tree.getElementsByTagName(name).item(0);
  }

  private static int number(IIOMetadataNode node, String attribute) {
    return Integer.parseInt(node.getAttribute(attribute));
  }

  /** The frame on its canvas, or as it is where it fills it. */
  static BufferedImage place(BufferedImage frame, Rectangle canvas) {
    int width = frame.getWidth();
    int height = frame.getHeight();
    if (canvas.equals(new Rectangle(width, height))) {
      return frame;
    }
    var whole = new BufferedImage(canvas.width, canvas.height, BufferedImage.TYPE_INT_ARGB);
    int[] pixels = frame.getRGB(0, 0, width, height, null, 0, width);
    whole.setRGB(-canvas.x, -canvas.y, width, height, pixels, 0, width);
    return whole;
  }
}
