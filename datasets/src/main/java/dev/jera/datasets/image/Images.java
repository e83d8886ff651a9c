package dev.jera.datasets.image;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.datasets.DatasetException;
import dev.jera.datasets.InputFile;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.tensorflow.ndarray.ByteNdArray;

/**
 * Reads images as uint8 pixels [height, width, channels], 0 to 255.
 *
 * <p>JPEG (turned upright as its Exif orientation says), PNG, BMP and the first frame of GIF, in
 * its place on the canvas; the first bytes tell which, not the name. Samples stay the numbers of
 * the file, scaled to 8 bits; colour profiles are not applied. What is transparent lies on white,
 * unless opacity is asked for.
 */
public final class Images {

  /** Of the largest image that is decoded: 512 MB at 4 bytes a pixel. */
  private static final long MOST_PIXELS = 1 << 27;

  private static final String EXPECTED = "a JPEG, PNG, BMP or GIF image";

  private Images() {}

  /**
   * Reads an image file.
   *
   * @param channels 1 for grey (colours become the brightness of Rec. 601), 3 for red, green, blue,
   *     4 for these and opacity, with nothing laid on white
   * @return the pixels [height, width, channels], uint8
   * @throws DatasetException if the file is missing, unreadable, no such image, truncated, damaged,
   *     or larger than 2^27 pixels; the message begins with the file, unless it is missing
   */
  public static ByteNdArray read(Path file, int channels) {
    return read(bytes(file), file.toString(), channels);
  }

  /** The bytes of a file, whatever they are. */
  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw InputFile.failure(file, EXPECTED, e);
    }
  }

  /**
   * Decodes an image.
   *
   * @param file the bytes of an image file
   * @param name what messages call it
   * @param channels 1 for grey (colours become the brightness of Rec. 601), 3 for red, green, blue,
   *     4 for these and opacity, with nothing laid on white
   * @return the pixels [height, width, channels], uint8
   * @throws DatasetException if the bytes are no such image, truncated, damaged, or the image is
   *     larger than 2^27 pixels
   */
  public static ByteNdArray read(byte[] file, String name, int channels) {
    checkArgument(
        channels == 1 || channels == 3 || channels == 4,
        "channels: %s (expected: 1, 3 or 4)",
        channels);
    ImageFormat format =
        ImageFormat.of(file).orElseThrow(() -> broken(name, "its first bytes are of no image"));
    if (format != ImageFormat.JPEG) {
      return Pixels.of(decode(file, format, name), channels);
    }
    Jpeg jpeg = Jpeg.parse(file);
    if (!jpeg.whole()) {
      throw broken(name, "truncated, it has no end-of-image marker");
    }
    return Orientation.upright(Pixels.of(decode(file, format, name), channels), jpeg.orientation());
  }

  private static BufferedImage decode(byte[] file, ImageFormat format, String name) {
    ImageReader reader = ImageIO.getImageReadersByFormatName(format.name()).next();
    // In memory, whatever ImageIO's cache is set to.
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      boolean gif = format == ImageFormat.GIF;
      reader.setInput(in, /* seekForwardOnly= */ true, /* ignoreMetadata= */ !gif);
      Rectangle canvas =
          gif ? GifCanvas.around(reader) : new Rectangle(reader.getWidth(0), reader.getHeight(0));
      if ((long) canvas.width * canvas.height > MOST_PIXELS) {
        throw new DatasetException(
            "%s: %d x %d pixels (expected: at most %d in all). Scale it down."
                .formatted(name, canvas.width, canvas.height, MOST_PIXELS));
      }
      return GifCanvas.place(reader.read(0), canvas);
    } catch (DatasetException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Java's decoders throw any exception at a damaged file.
      throw new DatasetException(message(name, "damaged or of an unusual kind, " + e), e);
    } finally {
      reader.dispose();
    }
  }

  private static DatasetException broken(String name, String found) {
    return new DatasetException(message(name, found));
  }

  private static String message(String name, String found) {
    return "%s: %s (expected: %s). Get the file again, or remove it."
        .formatted(name, found, EXPECTED);
  }

  /**
   * Scales an image without regard to its proportions: bilinear, and every pixel counts when it
   * shrinks. The same as {@code tf.image.resize(image, [height, width], antialias=True)}, rounded.
   *
   * @param image [height, width, channels], uint8
   * @return [height, width, channels] of the new size, uint8
   * @throws IllegalArgumentException if the image has other axes, or a size is not above 0
   */
  public static ByteNdArray resize(ByteNdArray image, int height, int width) {
    return Resizer.resize(image, height, width);
  }
}
