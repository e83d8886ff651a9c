package dev.jera.training.plot;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Ascii;
import com.google.common.io.MoreFiles;
import dev.jera.runtime.StagedFile;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;

/**
 * A picture that is drawn without a display, in units of an SVG's pixels.
 *
 * <p>Java looks for one all the same where {@code DISPLAY} names one; {@code
 * -Djava.awt.headless=true} keeps it from that.
 *
 * <p>It is made of values on the heap; arrays are kept, not copied.
 */
public interface Plot {

  /** What it shows, in a few words; may be empty. */
  String title();

  /** Width and height, in units. */
  Dimension size();

  /** Draws it from (0, 0) to its size, on white. */
  void draw(Graphics2D graphics);

  /**
   * The picture in pixels, two by two for each unit.
   *
   * @throws IllegalArgumentException if it would have more than 200 million
   * @throws dev.jera.runtime.JeraException if Java looks for a display that does not answer
   */
  default BufferedImage image() {
    return Bitmap.of(this);
  }

  /**
   * The picture as an SVG 1.1 document that needs no other file.
   *
   * @throws dev.jera.runtime.JeraException if Java looks for a display that does not answer
   */
  default String svg() {
    return SvgDocument.of(this);
  }

  /**
   * Writes the picture over what is there, whole or not at all; missing directories are made.
   *
   * @param file ends with {@code .png} or {@code .svg}
   * @throws IllegalArgumentException if it ends otherwise
   * @throws dev.jera.runtime.JeraException if it cannot be written
   */
  default void write(Path file) {
    byte[] bytes =
        switch (Ascii.toLowerCase(MoreFiles.getFileExtension(file))) {
          case "png" -> Bitmap.png(image());
          case "svg" -> svg().getBytes(UTF_8);
          default ->
              throw new IllegalArgumentException(
                  "file: %s (expected: a name that ends with .png or .svg)".formatted(file));
        };
    StagedFile.write(file, bytes);
  }
}
