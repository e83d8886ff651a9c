package dev.jera.datasets.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Takes the pixels out of a decoded image, on white where it is transparent, or with their opacity.
 *
 * <p>Samples keep the numbers of their file, scaled to 8 bits: Java's own conversion takes shades
 * of grey for linear light and brightens them, and would apply colour profiles, which TensorFlow
 * and Pillow do not.
 */
final class Pixels {

  private static final int WHITE = 255;
  private static final int OPAQUE = 255;

  private final BufferedImage image;
  private final int width;

  private Pixels(BufferedImage image) {
    this.image = image;
    width = image.getWidth();
  }

  /**
   * @param channels 1, 3 or 4
   */
  static ByteNdArray of(BufferedImage image, int channels) {
    return new Pixels(image).read(channels);
  }

  private ByteNdArray read(int channels) {
    int height = image.getHeight();
    var bytes = new byte[Math.multiplyExact(Math.multiplyExact(height, width), channels)];
    int at = 0;
    for (int y = 0; y < height; y++) {
      for (int argb : row(y)) {
        int pixel = channels == 4 ? argb : onWhite(argb);
        if (channels == 1) {
          bytes[at++] = (byte) brightness(pixel);
        } else {
          bytes[at++] = (byte) (pixel >> 16);
          bytes[at++] = (byte) (pixel >> 8);
          bytes[at++] = (byte) pixel;
        }
        if (channels == 4) {
          bytes[at++] = (byte) (pixel >>> 24);
        }
      }
    }
    return NdArrays.wrap(Shape.of(height, width, channels), DataBuffers.of(bytes, false, false));
  }

  /** By the weights of Rec. 601, as TensorFlow and Pillow have them; grey stays what it is. */
  private static int brightness(int rgb) {
    return (299 * (rgb >> 16 & 0xff) + 587 * (rgb >> 8 & 0xff) + 114 * (rgb & 0xff) + 500) / 1000;
  }

  private int[] row(int y) {
    return hasSamples() ? samples(y) : image.getRGB(0, y, width, 1, null, 0, width);
  }

  /** Whether the bands are grey, or red, green and blue, and not an index or packed bits. */
  private boolean hasSamples() {
    ColorModel colours = image.getColorModel();
    int type = colours.getColorSpace().getType();
    return colours instanceof ComponentColorModel
        && !colours.isAlphaPremultiplied()
        && (type == ColorSpace.TYPE_GRAY || type == ColorSpace.TYPE_RGB);
  }

  private int[] samples(int y) {
    ColorModel colours = image.getColorModel();
    boolean grey = colours.getNumColorComponents() == 1;
    int[] red = band(0, y);
    int[] green = grey ? red : band(1, y);
    int[] blue = grey ? red : band(2, y);
    int[] alpha = colours.hasAlpha() ? band(colours.getNumColorComponents(), y) : null;
    var pixels = new int[width];
    for (int x = 0; x < width; x++) {
      pixels[x] =
          (alpha == null ? OPAQUE : alpha[x]) << 24 | red[x] << 16 | green[x] << 8 | blue[x];
    }
    return pixels;
  }

  private int[] band(int band, int y) {
    Raster raster = image.getRaster();
    int[] samples = raster.getSamples(0, y, width, 1, band, (int[]) null);
    int bits = raster.getSampleModel().getSampleSize(band);
    if (bits != 8) {
      int most = (1 << bits) - 1;
      for (int x = 0; x < width; x++) {
        samples[x] = (int) ((samples[x] * 255L + most / 2) / most);
      }
    }
    return samples;
  }

  private static int onWhite(int pixel) {
    int alpha = pixel >>> 24;
    if (alpha == OPAQUE) {
      return pixel;
    }
    int ground = WHITE * (OPAQUE - alpha) + OPAQUE / 2;
    int red = ((pixel >> 16 & 0xff) * alpha + ground) / OPAQUE;
    int green = ((pixel >> 8 & 0xff) * alpha + ground) / OPAQUE;
    int blue = ((pixel & 0xff) * alpha + ground) / OPAQUE;
    return red << 16 | green << 8 | blue;
  }
}
