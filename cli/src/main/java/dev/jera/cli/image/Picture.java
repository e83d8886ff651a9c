package dev.jera.cli.image;

import dev.jera.datasets.image.Images;
import dev.jera.runtime.JeraException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.buffer.DataBuffers;

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
   * Reads an image file and fits it to an input. Where it has three channels the image is scaled to
   * its size without regard to proportions; where it has one, the image is made grey and scaled
   * with its proportions kept, and the rest is filled with the brightness of the border.
   *
   * <p>A grey image with a bright border is taken for dark on light and inverted, since MNIST and
   * its kin are light on dark.
   *
   * @throws JeraException if it is missing or no file
   * @throws dev.jera.datasets.DatasetException if it cannot be decoded
   */
  public static Picture read(Path file, ImageInput input) {
    checkFile(file);
    return input.channels() == 1 ? grey(file, input) : colours(file, input);
  }

  /** As {@code jera train --images} reads what it trains on. */
  private static Picture colours(Path file, ImageInput input) {
    ByteNdArray image = Images.resize(Images.read(file, 3), input.height(), input.width());
    byte[] pixels = new byte[input.values()];
    image.copyTo(DataBuffers.of(pixels, false, false));
    return new Picture(file, pixels, false);
  }

  private static Picture grey(Path file, ImageInput input) {
    Canvas canvas = new Canvas(Flattening.flatten(Images.read(file, 4)));
    boolean inverted = canvas.borderBrightness() >= BRIGHT;
    byte[] pixels = canvas.fit(input.width(), input.height()).grey();
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

  private static void checkFile(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new JeraException(
          "%s: %s (expected: a PNG or JPEG file)"
              .formatted(file, Files.exists(file) ? "it is no file" : "no such file"));
    }
  }
}
