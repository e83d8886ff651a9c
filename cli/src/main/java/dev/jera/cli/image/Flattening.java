package dev.jera.cli.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.Raster;
import java.util.Arrays;

/**
 * Makes any decoded image an opaque one of type {@link BufferedImage#TYPE_INT_RGB}.
 *
 * <p>Shades of grey keep the numbers of their file: Java's own conversion takes them for linear
 * light and brightens them. What is transparent gets a black or a white ground, whichever the
 * content stands out from.
 */
final class Flattening {
  private static final int OPAQUE = 255;

  private Flattening() {}

  static BufferedImage flatten(BufferedImage source) {
    int width = source.getWidth();
    int height = source.getHeight();
    int[] pixels =
        isGrey(source) ? greyPixels(source) : source.getRGB(0, 0, width, height, null, 0, width);
    int ground = ground(pixels);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = over(ground, pixels[i]);
    }
    BufferedImage opaque = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    opaque.setRGB(0, 0, width, height, pixels, 0, width);
    return opaque;
  }

  /** What the eye makes of a colour, 0 to 255, by the weights of Rec. 601. */
  static int brightness(int rgb) {
    return (299 * (rgb >> 16 & 0xff) + 587 * (rgb >> 8 & 0xff) + 114 * (rgb & 0xff) + 500) / 1000;
  }

  private static boolean isGrey(BufferedImage source) {
    return source.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
  }

  /** The samples as they are in the file, scaled to 8 bits, as alpha, red, green and blue. */
  private static int[] greyPixels(BufferedImage source) {
    Raster raster = source.getRaster();
    ColorModel colours = source.getColorModel();
    int[] grey = samples(raster, 0);
    int[] alpha = new int[grey.length];
    Arrays.fill(alpha, OPAQUE);
    if (colours.hasAlpha()) {
      alpha = samples(raster, raster.getNumBands() - 1);
    }
    int[] pixels = new int[grey.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = alpha[i] << 24 | grey[i] << 16 | grey[i] << 8 | grey[i];
    }
    return pixels;
  }

  private static int[] samples(Raster raster, int band) {
    int[] samples =
        raster.getSamples(
            raster.getMinX(),
            raster.getMinY(),
            raster.getWidth(),
            raster.getHeight(),
            band,
            (int[]) null);
    int bits = raster.getSampleModel().getSampleSize(band);
    if (bits != 8) {
      long most = (1L << bits) - 1;
      Arrays.setAll(samples, i -> (int) (samples[i] * 255L / most));
    }
    return samples;
  }

  /** 0 where the content is bright, 255 where it is dark. */
  private static int ground(int[] pixels) {
    long brightness = 0;
    long weight = 0;
    for (int pixel : pixels) {
      int alpha = pixel >>> 24;
      brightness += (long) alpha * brightness(pixel);
      weight += alpha;
    }
    return brightness >= weight * 128 ? 0 : 255;
  }

  private static int over(int ground, int pixel) {
    int alpha = pixel >>> 24;
    if (alpha == OPAQUE) {
      return pixel;
    }
    int below = ground * (OPAQUE - alpha);
    int red = ((pixel >> 16 & 0xff) * alpha + below) / OPAQUE;
    int green = ((pixel >> 8 & 0xff) * alpha + below) / OPAQUE;
    int blue = ((pixel & 0xff) * alpha + below) / OPAQUE;
    return OPAQUE << 24 | red << 16 | green << 8 | blue;
  }
}
