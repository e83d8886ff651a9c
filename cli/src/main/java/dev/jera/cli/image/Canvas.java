package dev.jera.cli.image;

import static com.google.common.primitives.Ints.constrainToRange;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * An opaque image that can be scaled and read.
 *
 * @param image of type {@link BufferedImage#TYPE_INT_RGB}
 */
record Canvas(BufferedImage image) {

  /** The mean brightness of the outermost pixels, 0 to 255. */
  int borderBrightness() {
    return borderMean(Flattening::brightness);
  }

  /** Scaled into this size, its proportions kept, on a ground of its border's mean colour. */
  Canvas fit(int width, int height) {
    double scale = Math.min((double) width / width(), (double) height / height());
    int scaledWidth = constrainToRange((int) Math.round(width() * scale), 1, width);
    int scaledHeight = constrainToRange((int) Math.round(height() * scale), 1, height);
    BufferedImage fitted = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = fitted.createGraphics();
    graphics.setColor(borderColour());
    graphics.fillRect(0, 0, width, height);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(
        scale < 1 ? averaged(scaledWidth, scaledHeight) : image,
        (width - scaledWidth) / 2,
        (height - scaledHeight) / 2,
        scaledWidth,
        scaledHeight,
        null);
    graphics.dispose();
    return new Canvas(fitted);
  }

  /** The brightness of its pixels, row by row. */
  byte[] grey() {
    int[] pixels = pixels();
    byte[] grey = new byte[pixels.length];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) Flattening.brightness(pixels[i]);
    }
    return grey;
  }

  private int width() {
    return image.getWidth();
  }

  private int height() {
    return image.getHeight();
  }

  /** Smaller, every pixel counting by its area; Graphics2D's scaling would skip most of them. */
  private Image averaged(int width, int height) {
    return image.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING);
  }

  private Color borderColour() {
    return new Color(
        borderMean(rgb -> rgb >> 16 & 0xff),
        borderMean(rgb -> rgb >> 8 & 0xff),
        borderMean(rgb -> rgb & 0xff));
  }

  private int borderMean(IntUnaryOperator value) {
    IntStream rows =
        IntStream.range(0, width())
            .flatMap(x -> IntStream.of(image.getRGB(x, 0), image.getRGB(x, height() - 1)));
    IntStream columns =
        IntStream.range(0, height())
            .flatMap(y -> IntStream.of(image.getRGB(0, y), image.getRGB(width() - 1, y)));
    return (int) Math.round(IntStream.concat(rows, columns).map(value).average().orElse(0));
  }

  private int[] pixels() {
    return image.getRGB(0, 0, width(), height(), null, 0, width());
  }
}
