package dev.jera.cli.image;

import com.google.common.primitives.Ints;
import java.awt.image.BufferedImage;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Makes any image an opaque one of type {@link BufferedImage#TYPE_INT_RGB}.
 *
 * <p>What is transparent gets a black or a white ground, whichever the content stands out from.
 */
final class Flattening {
  private static final int OPAQUE = 255;
  private static final int CHANNELS = 4;

  private Flattening() {}

  /**
   * @param image uint8 [height, width, 4]: red, green, blue and opacity
   */
  static BufferedImage flatten(ByteNdArray image) {
    int height = Math.toIntExact(image.shape().get(0));
    int width = Math.toIntExact(image.shape().get(1));
    int[] pixels = pixels(image);
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

  /** Opacity, red, green and blue in one number each. */
  private static int[] pixels(ByteNdArray image) {
    byte[] samples = new byte[Math.toIntExact(image.size())];
    image.copyTo(DataBuffers.of(samples, false, false));
    int[] pixels = new int[samples.length / CHANNELS];
    for (int i = 0; i < pixels.length; i++) {
      int at = i * CHANNELS;
      pixels[i] = Ints.fromBytes(samples[at + 3], samples[at], samples[at + 1], samples[at + 2]);
    }
    return pixels;
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
