package dev.jera.bench.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Digits: pixels [n, 28, 28], uint8, and labels [n].
 *
 * <p>They lie in two files of plain bytes, so that every engine reads the same ones.
 */
public final class Examples {
  /** Rows and columns of an image. */
  public static final int SIDE = 28;

  /** Pixels of an image. */
  public static final int PIXELS = SIDE * SIDE;

  private final byte[] pixels;
  private final byte[] labels;

  private Examples(byte[] pixels, byte[] labels) {
    this.pixels = pixels;
    this.labels = labels;
  }

  /**
   * Writes examples.
   *
   * @param name the set's
   */
  public static void write(Path directory, String name, byte[] pixels, byte[] labels)
      throws IOException {
    Files.write(directory.resolve(name + ".pixels"), pixels);
    Files.write(directory.resolve(name + ".labels"), labels);
  }

  /** The first n examples of a set that was written. */
  public static Examples read(Path directory, String name, int n) throws IOException {
    return new Examples(
        head(directory.resolve(name + ".pixels"), n * PIXELS),
        head(directory.resolve(name + ".labels"), n));
  }

  private static byte[] head(Path file, int n) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(n);
      if (bytes.length < n) {
        throw new IllegalArgumentException(
            "%s: %d bytes (expected: at least %d)".formatted(file, bytes.length, n));
      }
      return bytes;
    }
  }

  /** The number of examples. */
  public int size() {
    return labels.length;
  }

  /** All pixels. */
  public byte[] pixels() {
    return pixels;
  }

  /** All labels. */
  public byte[] labels() {
    return labels;
  }

  /** All pixels, 0 to 1. */
  public float[] scaledPixels() {
    float[] scaled = new float[pixels.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (pixels[i] & 255) / 255f;
    }
    return scaled;
  }

  /** The same, a row for each image. */
  public float[][] scaledImages() {
    float[] scaled = scaledPixels();
    float[][] images = new float[size()][];
    for (int i = 0; i < images.length; i++) {
      images[i] = Arrays.copyOfRange(scaled, i * PIXELS, (i + 1) * PIXELS);
    }
    return images;
  }

  /** All labels as numbers. */
  public float[] labelValues() {
    float[] values = new float[labels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = labels[i];
    }
    return values;
  }
}
