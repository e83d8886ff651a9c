package dev.jera.cli.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Bytes;
import dev.jera.runtime.Dtype;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;

class PictureTest {
  @TempDir Path directory;

  @Test
  void greyKeepsTheNumbersOfItsFile() throws IOException {
    BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSamples(0, 0, 4, 1, 0, new int[] {0, 37, 128, 3});

    assertThat(unsigned(read(image, 1, 4, 1))).containsExactly(0, 37, 128, 3);
  }

  @Test
  void sixteenBitsAreCutToEight() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSamples(0, 0, 3, 1, 0, new int[] {0, 257 * 100, 257 * 60});

    assertThat(unsigned(read(image, 1, 3, 1))).containsExactly(0, 100, 60);
  }

  @Test
  void shrinkingAveragesAreas() throws IOException {
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);
    image
        .getRaster()
        .setSamples(0, 0, 4, 4, 0, new int[] {0, 40, 8, 8, 40, 80, 8, 8, 0, 0, 1, 1, 0, 0, 1, 1});

    assertThat(unsigned(read(image, 2, 2, 1))).containsExactly(40, 8, 0, 1);
  }

  @Test
  void coloursBecomeTheirBrightness() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 3, 1, new int[] {0xff0000, 0x0000ff, 0x101010}, 0, 3);

    // Rec. 601: 0.299 of red, 0.114 of blue.
    assertThat(unsigned(read(image, 1, 3, 1))).containsExactly(76, 29, 16);
  }

  @Test
  void threeChannelsKeepTheColoursAndAreNeverInverted() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 2, 1, new int[] {0xfffefd, 0x010203}, 0, 2);

    Picture picture = read(image, 1, 2, 3);

    assertThat(unsigned(picture)).containsExactly(255, 254, 253, 1, 2, 3);
    assertThat(picture.inverted()).isFalse();
  }

  @Test
  void darkOnLightIsInverted() throws IOException {
    BufferedImage image = new BufferedImage(3, 3, BufferedImage.TYPE_BYTE_GRAY);
    image
        .getRaster()
        .setSamples(0, 0, 3, 3, 0, new int[] {255, 255, 255, 255, 0, 255, 255, 250, 255});

    Picture picture = read(image, 3, 3, 1);

    assertThat(picture.inverted()).isTrue();
    assertThat(unsigned(picture)).containsExactly(0, 0, 0, 0, 255, 0, 0, 5, 0);
  }

  @Test
  void darkInkOnTransparentGroundBecomesLightOnDark() throws IOException {
    assertThat(unsigned(read(ink(Color.BLACK), 3, 3, 1)))
        .containsExactly(0, 0, 0, 0, 255, 0, 0, 0, 0);
  }

  @Test
  void lightInkOnTransparentGroundStaysLightOnDark() throws IOException {
    Picture picture = read(ink(Color.WHITE), 3, 3, 1);

    assertThat(unsigned(picture)).containsExactly(0, 0, 0, 0, 255, 0, 0, 0, 0);
    assertThat(picture.inverted()).isFalse();
  }

  @Test
  void proportionsAreKept() throws IOException {
    BufferedImage image = new BufferedImage(2, 4, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSamples(0, 0, 2, 4, 0, new int[] {9, 9, 9, 9, 9, 9, 9, 9});

    // Two columns of the four are the image, the others its border's shade.
    assertThat(unsigned(read(image, 4, 4, 1))).hasSize(16).containsOnly(9);
  }

  /** Exif's 6: the camera was turned, and the first column is the upper row. */
  @Test
  void photographsAreTurnedUpright() throws IOException {
    BufferedImage image = new BufferedImage(16, 8, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < 8; y++) {
      for (int x = 8; x < 16; x++) {
        image.getRaster().setSample(x, y, 0, 100);
      }
    }
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(image, "jpg", jpeg);
    String exif =
        "ffe10022"
            + "457869660000"
            + "4d4d002a00000008"
            + "0001"
            + "01120003000000010006000000000000";
    Path file = directory.resolve("photo.jpg");
    Files.write(
        file,
        Bytes.concat(
            Arrays.copyOf(jpeg.toByteArray(), 2),
            HexFormat.of().parseHex(exif),
            Arrays.copyOfRange(jpeg.toByteArray(), 2, jpeg.size())));

    int[] pixels = unsigned(Picture.read(file, input(16, 8, 1)));

    // The right half of the file, which is grey, is the lower half of the image.
    assertThat(Arrays.copyOf(pixels, 64)).containsOnly(0);
    assertThat(Arrays.copyOfRange(pixels, 64, 128)).containsOnly(100);
  }

  private Picture read(BufferedImage image, int height, int width, int channels)
      throws IOException {
    Path file = directory.resolve("image.png");
    ImageIO.write(image, "png", file.toFile());
    return Picture.read(file, input(height, width, channels));
  }

  private static ImageInput input(int height, int width, int channels) {
    Shape shape = Shape.of(Shape.UNKNOWN_SIZE, height, width, channels);
    return new ImageInput("x", Dtype.UINT8, shape, height, width, channels);
  }

  /** A dot in the middle of nothing. */
  private static BufferedImage ink(Color colour) {
    BufferedImage image = new BufferedImage(3, 3, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(colour);
    graphics.fillRect(1, 1, 1, 1);
    graphics.dispose();
    return image;
  }

  private static int[] unsigned(Picture picture) {
    byte[] pixels = picture.pixels();
    int[] values = new int[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = pixels[i] & 0xff;
    }
    return values;
  }
}
