package dev.jera.datasets.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Makes small image files. */
final class ImageBytes {

  private ImageBytes() {}

  static byte[] encode(BufferedImage image, String format) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException(format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Columns are red 0, 10, 20, ..., rows green 0, 10, ..., blue is 200. */
  static BufferedImage gradient(int width, int height) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, ((10 * x % 256) << 16) | ((10 * y % 256) << 8) | 200);
      }
    }
    return image;
  }

  /** 16 x 8, the left half black, the right half white. */
  static BufferedImage halves() {
    var image = new BufferedImage(16, 8, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < 8; y++) {
      for (int x = 8; x < 16; x++) {
        image.getRaster().setSample(x, y, 0, 255);
      }
    }
    return image;
  }
}
