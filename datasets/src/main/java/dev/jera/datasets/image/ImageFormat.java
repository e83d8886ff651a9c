package dev.jera.datasets.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of image files, told by their first bytes. */
enum ImageFormat {
  JPEG("\u00ff\u00d8\u00ff"),
  PNG("\u0089PNG\r\n\u001a\n"),
  BMP("BM"),
  GIF("GIF8");

  private final String magic;

  ImageFormat(String magic) {
    this.magic = magic;
  }

  static Optional<ImageFormat> of(byte[] file) {
    return Arrays.stream(values()).filter(format -> format.begins(file)).findFirst();
  }

  private boolean begins(byte[] file) {
    int length = Math.min(file.length, magic.length());
    return new String(file, 0, length, ISO_8859_1).equals(magic);
  }
}
