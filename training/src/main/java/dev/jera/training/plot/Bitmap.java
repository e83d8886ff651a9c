package dev.jera.training.plot;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.JeraException;
import java.awt.AWTError;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.GraphicsEnvironment;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Draws plots in pixels. */
final class Bitmap {
  /** Pixels to a unit, so that text is sharp on dense screens. */
  static final int SCALE = 2;

  private static final long MAX_PIXELS = 200_000_000;

  private static final Map<RenderingHints.Key, Object> HINTS =
      Map.of(
          RenderingHints.KEY_ANTIALIASING,
          RenderingHints.VALUE_ANTIALIAS_ON,
          RenderingHints.KEY_TEXT_ANTIALIASING,
          RenderingHints.VALUE_TEXT_ANTIALIAS_ON,
          RenderingHints.KEY_FRACTIONALMETRICS,
          RenderingHints.VALUE_FRACTIONALMETRICS_ON,
          RenderingHints.KEY_STROKE_CONTROL,
          RenderingHints.VALUE_STROKE_PURE);

  private Bitmap() {}

  /**
   * Checks that AWT draws: it looks for a display, though nothing is shown, unless it is told not
   * to.
   *
   * @throws JeraException if the display does not answer
   */
  static void checkDrawable() {
    try {
      GraphicsEnvironment.getLocalGraphicsEnvironment();
    } catch (AWTError | NoClassDefFoundError e) {
      throw new JeraException(
          "Plots: the display %s does not answer (expected: none, or one that does; give Java -Djava.awt.headless=true, or unset DISPLAY)"
              .formatted(System.getenv("DISPLAY")),
          e);
    }
  }

  static BufferedImage of(Plot plot) {
    checkDrawable();
    Dimension size = plot.size();
    long width = (long) SCALE * size.width;
    long height = (long) SCALE * size.height;
    checkArgument(
        width * height <= MAX_PIXELS,
        "size: %s x %s pixels (expected: at most %s in all; draw less, or smaller images)",
        width,
        height,
        MAX_PIXELS);
    var image = new BufferedImage((int) width, (int) height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.addRenderingHints(HINTS);
      graphics.scale(SCALE, SCALE);
      plot.draw(graphics);
    } finally {
      graphics.dispose();
    }
    return image;
  }

  static byte[] png(BufferedImage image) {
    var bytes = new ByteArrayOutputStream();
    // Without ImageIO's cache, which is a temporary file.
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
