package dev.jera.datasets.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.primitives.Ints;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What a JPEG file says beside its pixels.
 *
 * @param whole whether the end-of-image marker is there; without it the decoder fills up with grey
 * @param orientation how the camera was held: Exif's number, 1 to 8; 1 for upright or unknown
 * @see <a href="https://www.w3.org/Graphics/JPEG/itu-t81.pdf">ITU-T T.81, annex B</a>
 * @see <a href="https://www.cipa.jp/std/documents/e/DC-008-2012_E.pdf">Exif 2.3, 4.6</a>
 */
record Jpeg(boolean whole, int orientation) {

  private static final int END_OF_IMAGE = 0xd9;
  private static final int APP1 = 0xe1;
  private static final byte[] EXIF = "Exif\0\0".getBytes(US_ASCII);
  private static final int LITTLE_ENDIAN = 0x4949;
  private static final int ORIENTATION_TAG = 0x0112;
  private static final int ENTRY_BYTES = 12;

  /** Goes from marker to marker; thumbnails within segments, and their ends, are passed over. */
  static Jpeg parse(byte[] file) {
    int orientation = 1;
    int at = 2;
    while (at + 1 < file.length) {
      int marker = file[at + 1] & 0xff;
      if (file[at] != (byte) 0xff || !isMarker(marker)) {
        at++;
      } else if (marker == END_OF_IMAGE) {
        return new Jpeg(true, orientation);
      } else if (at + 3 >= file.length) {
        break;
      } else {
        int end = at + 2 + Ints.fromBytes((byte) 0, (byte) 0, file[at + 2], file[at + 3]);
        if (marker == APP1 && end <= file.length) {
          orientation =
              Math.max(
                  orientation,
                  exifOrientation(Arrays.copyOfRange(file, at + 4, Math.max(at + 4, end))));
        }
        at = Math.max(at + 2, end);
      }
    }
    return new Jpeg(false, orientation);
  }

  /** Whether FF before this byte begins a segment; not so zero, restarts and fill bytes. */
  private static boolean isMarker(int code) {
    boolean restart = code >= 0xd0 && code <= 0xd7;
    return code != 0 && code != 1 && code != 0xff && !restart;
  }

  private static int exifOrientation(byte[] segment) {
    if (!Arrays.equals(Arrays.copyOf(segment, EXIF.length), EXIF)) {
      return 1;
    }
    try {
      return tiffOrientation(
          ByteBuffer.wrap(segment, EXIF.length, segment.length - EXIF.length).slice());
    } catch (IndexOutOfBoundsException e) {
      // Exif data that is broken says nothing about the image.
      return 1;
    }
  }

  private static int tiffOrientation(ByteBuffer tiff) {
    tiff.order(tiff.getShort(0) == LITTLE_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    int entries = Short.toUnsignedInt(tiff.getShort(directory));
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + i * ENTRY_BYTES;
      if (tiff.getShort(entry) == ORIENTATION_TAG) {
        int orientation = tiff.getShort(entry + 8);
        return orientation >= 1 && orientation <= 8 ? orientation : 1;
      }
    }
    return 1;
  }
}
