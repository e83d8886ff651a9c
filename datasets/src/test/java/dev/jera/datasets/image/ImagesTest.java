package dev.jera.datasets.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.primitives.Bytes;
import dev.jera.datasets.DatasetException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

class ImagesTest {

  private static final BufferedImage GRADIENT = ImageBytes.gradient(5, 3);

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp"})
  void readsPixelsAsTheyAreInTheFile(String format) {
    ByteNdArray image = Images.read(ImageBytes.encode(GRADIENT, format), "gradient", 3);

    assertThat(image.shape()).isEqualTo(Shape.of(3, 5, 3));
    assertThat(pixel(image, 2, 4)).containsExactly(40, 20, 200);
    assertThat(pixel(image, 1, 0)).containsExactly(0, 10, 200);
  }

  /** 0.299 * 40 + 0.587 * 20 + 0.114 * 200 = 46.5. */
  @Test
  void makesColoursGreyByTheirBrightness() {
    ByteNdArray image = Images.read(ImageBytes.encode(GRADIENT, "png"), "gradient", 1);

    assertThat(image.shape()).isEqualTo(Shape.of(3, 5, 1));
    assertThat(pixel(image, 2, 4)).containsExactly(47);
  }

  @Test
  void readsJpegAndGif() {
    BufferedImage halves = ImageBytes.halves();

    assertThat(pixel(Images.read(ImageBytes.encode(halves, "jpg"), "halves", 3), 0, 15))
        .containsExactly(255, 255, 255);
    assertThat(pixel(Images.read(ImageBytes.encode(halves, "jpg"), "halves", 1), 7, 0))
        .containsExactly(0);
    assertThat(pixel(Images.read(ImageBytes.encode(halves, "gif"), "halves", 3), 0, 15))
        .containsExactly(255, 255, 255);
  }

  @ParameterizedTest
  @CsvSource({"10, 100", "11, 39064"})
  void keepsShadesOfGreyScaledTo8Bits(int type, int sample) {
    var grey = new BufferedImage(1, 1, type);
    grey.getRaster().setSample(0, 0, 0, sample);

    // 39064 * 255 / 65535 = 152.0.
    int expected = type == BufferedImage.TYPE_USHORT_GRAY ? 152 : 100;
    assertThat(pixel(Images.read(ImageBytes.encode(grey, "png"), "grey", 3), 0, 0))
        .containsExactly(expected, expected, expected);
    assertThat(pixel(Images.read(ImageBytes.encode(grey, "png"), "grey", 1), 0, 0))
        .containsExactly(expected);
  }

  /** 100 * 51/255 + 255 * 204/255 = 224. */
  @Test
  void laysWhatIsTransparentOnWhite() {
    var image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x33_64_00_00);

    ByteNdArray read = Images.read(ImageBytes.encode(image, "png"), "glass", 3);

    assertThat(pixel(read, 0, 0)).containsExactly(224, 204, 204);
    assertThat(pixel(read, 0, 1)).containsExactly(255, 255, 255);
  }

  @Test
  void givesOpacityWhereItIsAskedFor() {
    var image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x33_64_05_06);

    ByteNdArray read = Images.read(ImageBytes.encode(image, "png"), "glass", 4);

    assertThat(read.shape()).isEqualTo(Shape.of(1, 2, 4));
    assertThat(pixel(read, 0, 0)).containsExactly(100, 5, 6, 51);
    assertThat(pixel(read, 0, 1)).containsExactly(0, 0, 0, 0);
    assertThat(pixel(Images.read(ImageBytes.encode(GRADIENT, "png"), "opaque", 4), 2, 4))
        .containsExactly(40, 20, 200, 255);
  }

  /** A black pixel and a white one, at 2, 1 on a screen of 5 x 3. */
  @Test
  void placesAFrameOfAGifOnItsScreen() {
    ByteNdArray image = Images.read(gif(5, 3, 2, 1), "frame", 1);

    assertThat(image.shape()).isEqualTo(Shape.of(3, 5, 1));
    for (int y = 0; y < 3; y++) {
      for (int x = 0; x < 5; x++) {
        assertThat(pixel(image, y, x)).containsExactly(y == 1 && x == 2 ? 0 : 255);
      }
    }
  }

  @Test
  void growsTheScreenOfAGifThatIsTooSmallForItsFrame() {
    assertThat(Images.read(gif(2, 1, 0, 0), "frame", 3).shape()).isEqualTo(Shape.of(1, 2, 3));
    assertThat(Images.read(gif(1, 1, 2, 1), "frame", 3).shape()).isEqualTo(Shape.of(2, 4, 3));
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Images.read(gif(65_535, 65_535, 0, 0), "frame", 3))
        .withMessageStartingWith("frame: 65535 x 65535 pixels (expected: at most ");
  }

  /** The white half of the stored image is on the right; where it is seen, by Exif's table. */
  @ParameterizedTest
  @CsvSource({
    "1, 8, 16, 0, 15",
    "2, 8, 16, 0, 0",
    "3, 8, 16, 0, 0",
    "4, 8, 16, 0, 15",
    "5, 16, 8, 15, 0",
    "6, 16, 8, 15, 0",
    "7, 16, 8, 0, 0",
    "8, 16, 8, 0, 0",
    "9, 8, 16, 0, 15"
  })
  void turnsPhotographsUpright(
      int orientation, int height, int width, int whiteRow, int whiteColumn) {
    byte[] jpeg = ImageBytes.encode(ImageBytes.halves(), "jpg");

    for (boolean little : new boolean[] {false, true}) {
      ByteNdArray image = Images.read(withExif(jpeg, exif(orientation, little)), "photo", 1);

      assertThat(image.shape()).isEqualTo(Shape.of(height, width, 1));
      assertThat(pixel(image, whiteRow, whiteColumn)).containsExactly(255);
      assertThat(pixel(image, height - 1 - whiteRow, width - 1 - whiteColumn)).containsExactly(0);
    }
  }

  /** [[1, 2, 3], [4, 5, 6]], turned by Exif's table. */
  @ParameterizedTest
  @CsvSource({
    "1, 123456",
    "2, 321654",
    "3, 654321",
    "4, 456123",
    "5, 142536",
    "6, 415263",
    "7, 635241",
    "8, 362514"
  })
  void knowsAllOrientations(int orientation, String expected) {
    ByteNdArray image =
        NdArrays.vectorOf(new byte[] {1, 2, 3, 4, 5, 6}).withShape(Shape.of(2, 3, 1));

    ByteNdArray upright = Orientation.upright(image, orientation);

    StringBuilder seen = new StringBuilder();
    upright.scalars().forEach(value -> seen.append(value.getByte()));
    assertThat(seen).hasToString(expected);
    assertThat(upright.shape()).isEqualTo(orientation < 5 ? Shape.of(2, 3, 1) : Shape.of(3, 2, 1));
  }

  @Test
  void takesBrokenExifForNone() {
    byte[] jpeg = ImageBytes.encode(ImageBytes.halves(), "jpg");
    byte[] exif = exif(6, false);

    for (int length = 0; length < exif.length - 10; length++) {
      byte[] cut = withExif(jpeg, Arrays.copyOf(exif, length));
      assertThat(Images.read(cut, "photo", 1).shape()).isEqualTo(Shape.of(8, 16, 1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "bmp", "gif"})
  void refusesTruncatedImagesOrReadsThemWhole(String format) {
    byte[] whole = ImageBytes.encode(ImageBytes.gradient(40, 30), format);
    ByteNdArray image = Images.read(whole, "whole", 3);
    int refused = 0;

    for (int length = 0; length < whole.length; length += 1 + whole.length / 200) {
      byte[] cut = Arrays.copyOf(whole, length);
      try {
        assertThat(Images.read(cut, "cut", 3))
            .describedAs("%d of %d", length, whole.length)
            .isEqualTo(image);
      } catch (DatasetException e) {
        assertThat(e).hasMessageStartingWith("cut: ");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(80);
  }

  @Test
  void missesTheEndOfAJpegWhoseThumbnailHasOne() {
    byte[] jpeg = ImageBytes.encode(ImageBytes.halves(), "jpg");
    byte[] thumbnail = withExif(jpeg, Bytes.concat(exif(1, false), jpeg));

    assertThat(Images.read(thumbnail, "photo", 1).shape()).isEqualTo(Shape.of(8, 16, 1));
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Images.read(Arrays.copyOf(thumbnail, thumbnail.length - 1), "photo", 1))
        .withMessage(
            "photo: truncated, it has no end-of-image marker (expected: a JPEG, PNG, BMP or GIF image). Get the file again, or remove it.");
  }

  /** A header of a PNG is all it has; its pixels would take 40 GB. */
  @Test
  void refusesHugeImagesBeforeTheyAreDecoded() {
    byte[] header =
        ByteBuffer.allocate(17)
            .put("IHDR".getBytes(US_ASCII))
            .putInt(100_000)
            .putInt(100_000)
            .put(new byte[] {8, 2, 0, 0, 0})
            .array();
    var crc = new CRC32();
    crc.update(header);
    byte[] png =
        Bytes.concat(
            HexFormat.of().parseHex("89504e470d0a1a0a0000000d"),
            header,
            ByteBuffer.allocate(12)
                .putInt((int) crc.getValue())
                .putInt(0)
                .put("IDAT".getBytes(US_ASCII))
                .array());

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Images.read(png, "bomb", 3))
        .withMessage(
            "bomb: 100000 x 100000 pixels (expected: at most 134217728 in all). Scale it down.");
  }

  @Test
  void namesTheFileThatIsBroken() throws IOException {
    Path file =
        Files.writeString(
            Files.createDirectory(directory.resolve("cats")).resolve("17.jpg"), "no image");

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Images.read(file, 3))
        .withMessageStartingWith(
            file + ": its first bytes are of no image (expected: a JPEG, PNG, BMP or GIF image)");
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Images.read(directory.resolve("none.png"), 3))
        .withMessageStartingWith("No file ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Images.read(file, 2))
        .withMessage("channels: 2 (expected: 1, 3 or 4)");
  }

  /**
   * Sums by hand, with half-pixel centres. 4 to 2: the triangle reaches 2 from 0.5, so pixels 0..2
   * weigh 3, 3, 1 of 7. 2 to 4: at -0.25, 0.25, 0.75 and 1.25.
   */
  @Test
  void resizesByATriangleFilter() {
    assertThat(resized(new int[] {0, 70, 140, 210}, 1, 2)).containsExactly(50, 160);
    assertThat(resized(new int[] {0, 100}, 1, 4)).containsExactly(0, 25, 75, 100);
    assertThat(resized(new int[] {10, 200, 30}, 1, 3)).containsExactly(10, 200, 30);
    assertThat(resized(new int[] {255, 255, 255, 255, 255}, 3, 3)).containsOnly(255);
  }

  @Test
  void resizesRowsAsItDoesColumnsAndChannelsApart() {
    ByteNdArray column =
        NdArrays.vectorOf(bytes(0, 200, 70, 200, 140, 200, 210, 200)).withShape(Shape.of(4, 1, 2));

    ByteNdArray image = Images.resize(column, 2, 1);

    assertThat(pixel(image, 0, 0)).containsExactly(50, 200);
    assertThat(pixel(image, 1, 0)).containsExactly(160, 200);
  }

  @Test
  void refusesSizesAndShapesThatAreNone() {
    ByteNdArray image = NdArrays.ofBytes(Shape.of(2, 2, 1));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Images.resize(image, 0, 1))
        .withMessage("height: 0 (expected: > 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Images.resize(image, 1, -1))
        .withMessage("width: -1 (expected: > 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Images.resize(NdArrays.ofBytes(Shape.of(2, 2)), 1, 1))
        .withMessage("image: shape [2, 2] (expected: [height, width, channels])");
  }

  private static int[] resized(int[] row, int height, int width) {
    ByteNdArray image = NdArrays.vectorOf(bytes(row)).withShape(Shape.of(1, row.length, 1));
    var result = new byte[height * width];
    Images.resize(image, height, width).copyTo(DataBuffers.of(result, false, false));
    return unsigned(result);
  }

  private static int[] pixel(ByteNdArray image, int y, int x) {
    var samples = new byte[(int) image.shape().get(2)];
    image.get(y, x).copyTo(DataBuffers.of(samples, false, false));
    return unsigned(samples);
  }

  private static int[] unsigned(byte[] bytes) {
    var values = new int[bytes.length];
    Arrays.setAll(values, i -> Byte.toUnsignedInt(bytes[i]));
    return values;
  }

  private static byte[] bytes(int... values) {
    var bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  /** An APP1 segment behind the start-of-image marker. */
  private static byte[] withExif(byte[] jpeg, byte[] exif) {
    byte[] head =
        ByteBuffer.allocate(4).putShort((short) 0xffe1).putShort((short) (exif.length + 2)).array();
    return Bytes.concat(
        Arrays.copyOf(jpeg, 2), head, exif, Arrays.copyOfRange(jpeg, 2, jpeg.length));
  }

  /** One directory with the orientation as its second entry. */
  private static byte[] exif(int orientation, boolean little) {
    String be =
        "4d4d002a00000008"
            + "0002"
            + "010e000200000001"
            + "00000000"
            + "0112000300000001"
            + "%04x0000"
            + "00000000";
    String le =
        "49492a0008000000"
            + "0200"
            + "0e01020001000000"
            + "00000000"
            + "1201030001000000"
            + "%02x000000"
            + "00000000";
    String tiff = (little ? le : be).formatted(orientation);
    return Bytes.concat("Exif\0\0".getBytes(US_ASCII), HexFormat.of().parseHex(tiff));
  }

  /**
   * One frame of 2 x 1 pixels, black and white, its colours as codes of 3 bits: clear (4), 0, 1,
   * end (5), the lowest bits first.
   */
  private static byte[] gif(int screenWidth, int screenHeight, int left, int top) {
    return ByteBuffer.allocate(35)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("GIF89a".getBytes(US_ASCII))
        .putShort((short) screenWidth)
        .putShort((short) screenHeight)
        .put(HexFormat.of().parseHex("800000" + "000000" + "ffffff" + "2c"))
        .putShort((short) left)
        .putShort((short) top)
        .put(HexFormat.of().parseHex("02000100" + "00" + "02" + "02" + "440a" + "00" + "3b"))
        .array();
  }
}
