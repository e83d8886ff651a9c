package dev.jera.cli.image;

import dev.jera.runtime.JeraException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** An image file, fitted to what a model takes. */
public final class Picture {
  private static final int BRIGHT = 128;

  private final Path file;
  private final byte[] pixels;
  private final boolean inverted;

  private Picture(Path file, byte[] pixels, boolean inverted) {
    this.file = file;
    this.pixels = pixels;
    this.inverted = inverted;
  }

  /**
   * Reads a PNG or JPEG file and fits it to an input: scaled to its size with the proportions kept,
   * the rest filled with the brightness of the border; in shades of grey where it has one channel.
   *
   * <p>A grey image with a bright border is taken for dark on light and inverted, since MNIST and
   * its kin are light on dark.
   *
   * @throws JeraException if it is missing or no image
   */
  public static Picture read(Path file, ImageInput input) {
    Canvas canvas = new Canvas(Flattening.flatten(decode(file)));
    boolean grey = input.channels() == 1;
    boolean inverted = grey && canvas.borderBrightness() >= BRIGHT;
    Canvas fitted = canvas.fit(input.width(), input.height());
    byte[] pixels = grey ? fitted.grey() : fitted.colours();
    if (inverted) {
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) ~pixels[i];
      }
    }
    return new Picture(file, pixels, inverted);
  }

  /** Where it came from. */
  public Path file() {
    return file;
  }

  /** Its values, 0 to 255, in the order height, width, channels. */
  public byte[] pixels() {
    return pixels.clone();
  }

  /** Whether it was dark on light, and its brightness was turned round. */
  public boolean inverted() {
    return inverted;
  }

  private static BufferedImage decode(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new JeraException(
          "%s: %s (expected: a PNG or JPEG file)"
              .formatted(file, Files.exists(file) ? "it is no file" : "no such file"));
    }
    try {
      BufferedImage image = ImageIO.read(file.toFile());
      if (image == null) {
        throw new JeraException(
            "%s is no image that Jera can read (expected: a PNG or JPEG file)".formatted(file));
      }
      return image;
    } catch (IOException | RuntimeException e) {
      if (e instanceof JeraException jera) {
        throw jera;
      }
      // Java's decoders throw any exception at a damaged file.
      throw new JeraException(
          "%s is damaged or of an unusual kind: %s (expected: a PNG or JPEG file)"
              .formatted(file, e.getMessage()),
          e);
    }
  }
}
